"""Read pictures of forms: ruled lines give the cells, text recognition their text."""
