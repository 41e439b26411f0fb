"""Tests that the generators of others, and OpenAPI 3.2, work with the contract."""
