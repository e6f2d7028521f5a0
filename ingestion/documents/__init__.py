"""Documents: find them in the inbox, keep their bytes, open archives, parse each in a worker process."""
