"""A server that misbehaves in one named way at a time; see `tests.hostile.modes` for the ways."""
