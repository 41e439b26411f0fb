# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Money taken and given back."""
