# Copied from templates/python/runtime/_pagination/__init__.py: edit there, not here.
"""How lists are divided into pages."""
