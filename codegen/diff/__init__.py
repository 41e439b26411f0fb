"""Tells what an edit to the contract does to those who use the API."""
