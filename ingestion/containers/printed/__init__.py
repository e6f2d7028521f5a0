"""Printed pages, of any container: lines and cells of text with their places to rows."""
