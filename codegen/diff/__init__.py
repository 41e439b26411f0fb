"""Finds the breaking changes in an edit to the contract."""
