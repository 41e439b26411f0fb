"""The handlers: one function for each operation, named after its operationId, and one module for each tag."""
