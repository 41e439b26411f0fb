"""Turns `openapi/` and `templates/` into `generated/`; see `__main__.py` for the order of the steps."""
