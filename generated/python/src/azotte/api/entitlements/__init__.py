# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""What a customer may use right now."""
