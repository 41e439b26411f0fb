"""Adds a resource to a copy of the contract, as files alone, and shows that all that is made from the contract has it."""
