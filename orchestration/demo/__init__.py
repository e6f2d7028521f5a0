"""`make demo`: the documents of an invented city, filed in two batches and refreshed like any other."""
