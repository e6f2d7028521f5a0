"""Redact a document so that it can be shared: free texts are replaced, and the reader does the same with it."""
