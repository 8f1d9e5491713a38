"""Pictures worked out on the server: frozen values that a template only has to draw."""
