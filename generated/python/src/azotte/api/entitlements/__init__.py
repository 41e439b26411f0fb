# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Entitlements are the features that a customer can currently use."""
