"""Payments charge customers, for a subscription or once, and can be refunded."""
