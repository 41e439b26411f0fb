# Generated from openapi/ and templates/python/endpoint_init.py.jinja: edit there, not here.
"""Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
