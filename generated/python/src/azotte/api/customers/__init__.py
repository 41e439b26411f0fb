# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Customers are the people and companies that subscribe to bundles."""
