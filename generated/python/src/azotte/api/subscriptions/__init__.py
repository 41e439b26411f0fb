"""Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
