"""A person's own pages: what is held about them, who may see it, how to take it away, and how to end it."""
