"""Programs as users write them. `tests/client/test_types.py` checks them with pyright and mypy, both strict."""
