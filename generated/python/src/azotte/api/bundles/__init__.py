"""Bundles are the products that customers subscribe to. Each has plans that set its price."""
