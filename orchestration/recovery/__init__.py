"""Back up a home and restore it."""
