"""The error of a document that cannot be opened."""

import struct
import zipfile
import zlib

# Errors that zipfile raises on a damaged zip.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    OSError,
)


class ContainerError(Exception):
    """A document cannot be opened: `reason_code` as in rejection_reasons.csv, and a detail text."""

    def __init__(self, reason_code: str, detail: str):
        super().__init__(detail)
        self.reason_code = reason_code
        self.detail = detail
