"""What is sold, with the plans that price it."""
