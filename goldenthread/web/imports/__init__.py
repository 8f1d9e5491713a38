"""Bringing a file in, on a page: choose it, read what it would do, agree, and take it back if it was wrong."""
