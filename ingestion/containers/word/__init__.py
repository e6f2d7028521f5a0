"""Read Word documents (.docx)."""
