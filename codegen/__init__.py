"""Generates `generated/` from `openapi/` and `templates/`. `__main__.py` has the steps in order."""
