"""Entitlements are the features that a customer can currently use."""
