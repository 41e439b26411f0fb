"""What a customer may use right now."""
