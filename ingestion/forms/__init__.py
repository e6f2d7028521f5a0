"""Find forms in rows of cells and read titles, heads, tables, totals and notes by the layouts of the seed."""
