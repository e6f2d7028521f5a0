"""`make demo`: the documents of an invented city, filed over two nights and refreshed like any other."""
