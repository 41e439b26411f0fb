# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Payments charge customers, for a subscription or once, and can be refunded."""
