"""The rule families, one module each: `PARTS` are functions of a `Session`, `ROLES` whom they need beside the usual."""
