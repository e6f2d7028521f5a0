"""Write the documents of an invented city (`jixiao demo`) in two batches, and refresh after each."""
