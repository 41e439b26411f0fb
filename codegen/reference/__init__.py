"""Builds the published reference of the API."""
