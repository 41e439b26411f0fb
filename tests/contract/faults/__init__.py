"""Faults that a developer might really make, put into the sandbox one at a time, to prove that the rules find them."""
