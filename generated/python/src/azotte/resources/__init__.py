# Generated from openapi/ and templates/python/resources_init.py.jinja: edit there, not here.
"""The API's resources, one module each."""
