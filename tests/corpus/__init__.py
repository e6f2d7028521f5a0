"""Documents made with their truth, and what a release makes of them. Nothing here is taken from the reader."""
