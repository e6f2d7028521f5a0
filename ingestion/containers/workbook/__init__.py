"""Read Excel workbooks (.xlsx and .xls)."""
