"""What each operation does: one function an operation, named by its operationId, one module a tag."""
