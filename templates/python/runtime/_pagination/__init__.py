"""How lists are divided into pages."""
