# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""What is sold, with the plans that price it."""
