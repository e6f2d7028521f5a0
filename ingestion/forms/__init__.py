"""Find forms in rows of cells and read titles, form headers, tables, totals and form footers by their layouts."""
