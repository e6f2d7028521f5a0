"""Write printed forms in every container that is read: one model (`sheet.py`), one module for each format."""
