# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""The people and companies that subscribe."""
