"""The people and companies that subscribe."""
