"""What the demonstration place is made from: real geography, and invented life within it."""
