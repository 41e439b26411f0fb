"""Faults that a developer might make, put into the sandbox one at a time to prove that the rules find them."""
