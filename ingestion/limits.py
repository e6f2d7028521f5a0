"""Limits on the cost of reading one document. A document that exceeds a limit is rejected with the limit's name."""

import hashlib
import signal
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of one document. The defaults suit forms, which are small, and allow for scanned annexes."""

    document_bytes: int = 64 * MEBIBYTE  # of a file, and of an entry of an archive
    pages: int = 500  # of a PDF; sheets of a workbook
    cells: int = 1_000_000  # printed or blank, of all pages and sheets
    expanded_bytes: int = 512 * MEBIBYTE  # of everything a zip (archive, docx, xlsx) unpacks to
    expansion_ratio: int = 200  # unpacked against packed bytes, from 16 MiB unpacked on
    archive_entries: int = 10_000  # of an archive, with those of the archives in it
    seconds: int = 60  # from opening a document to its last row
    recognition_seconds: int = 600  # in place of these from the first page on whose text is recognised
    memory_bytes: int = 1024 * MEBIBYTE  # above the memory that an idle worker uses

    @property
    def fingerprint(self) -> str:
        """Return a fingerprint that changes with any limit, so that documents are read again."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]

    def allow_recognition(self) -> None:
        """Set the timer of this worker process to the time for text recognition, unless no timer runs."""
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, self.recognition_seconds)
