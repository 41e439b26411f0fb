# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""A customer's plan over time."""
