"""Customers are the people and companies that subscribe to bundles."""
