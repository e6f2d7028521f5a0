"""Documents of older and other office programs, converted by LibreOffice and read as docx or xlsx."""
