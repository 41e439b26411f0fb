"""A customer's plan over time."""
