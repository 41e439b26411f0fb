"""Checks the prose of the contract, the documents and the messages in code."""
