# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Bundles are the products that customers subscribe to. Each has plans that set its price."""
