"""Copy documents as they were received into the report, each in a zip file, so that no browser opens it as a page.

Forms that are quarantined come first; what exceeds the limits is left out, so that a release does not grow with the
number of documents.
"""

import hashlib
import re
import zipfile
import zlib
from pathlib import Path

import duckdb

from ingestion.normalise import strip_invisible
from ingestion.shared_files import FormerFiles

FOLDER = "originals"
LIMIT = 100 * 2**20  # bytes of all documents together
DOCUMENT_LIMIT = 20 * 2**20
_DOCUMENTS = """
    select document_hash, min(relative_path)
    from marts.evaluation_lifecycle
    group by document_hash
    order by min(case evaluation_state when 'quarantined' then 0 when 'admitted' then 1 else 2 end), document_hash
"""
_OFFICE = {
    b"word/": ".docx", b"xl/": ".xlsx", b"OFD.xml": ".ofd",
    b"opendocument.text": ".odt", b"opendocument.spreadsheet": ".ods",
}  # fmt: skip
# How a file of a known type begins.
_SIGNS = {
    b"%PDF": ".pdf", b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg", b"II*\0": ".tif", b"MM\0*": ".tif",
    b"{\\rtf": ".rtf",
}  # fmt: skip
_WORD = "WordDocument".encode("utf-16-le")  # a stream of a .doc
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST = 80
_DAY = (1980, 1, 1, 0, 0, 0)


def copy_originals(
    connection: duckdb.DuckDBPyConnection, documents: Path, folder: Path, former: FormerFiles | None = None
) -> dict[str, str]:
    """Write `originals/<sha256>.zip` for documents of the release; return the name of the document in each, by SHA-256.

    `documents` is the folder of kept documents. A document that is missing or damaged there is left out. `former` are
    the files of the former report: a zip file with the same document under the same name is shared with it.
    """
    former = former or FormerFiles()
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    copied: dict[str, str] = {}
    left = LIMIT
    for document_hash, path in connection.execute(_DOCUMENTS).fetchall():
        kept = documents / document_hash
        size = kept.stat().st_size if kept.is_file() else LIMIT + 1
        if size > min(left, DOCUMENT_LIMIT):
            continue
        content = kept.read_bytes()
        if hashlib.sha256(content).hexdigest() != document_hash:
            continue
        name = name_safely(path, content)
        path = target / f"{document_hash}.zip"
        if not _share(former, path, name, content):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
        copied[document_hash] = name
        left -= size
    return copied


def _share(former: FormerFiles, path: Path, name: str, content: bytes) -> bool:
    """Share a zip file with the former report if it has the document under the same name; return whether it has."""
    if not former.share(f"{FOLDER}/{path.name}", path):
        return False
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, entry.file_size, entry.CRC) for entry in archive.infolist()]
    if entries == [(name, len(content), zlib.crc32(content))]:
        return True
    path.unlink()
    return False


def name_safely(path: str, content: bytes) -> str:
    """Return the name of a file by its content: a page or an unknown file ends with .txt, which no program runs."""
    stem = _UNSAFE.sub("_", strip_invisible(path.rpartition("/")[2])).rpartition(".")
    name = (stem[0] or stem[2]).strip(" .")[:_LONGEST] or "document"
    for sign, ending in _SIGNS.items():
        if content.startswith(sign):
            return name + ending
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return name + (".doc" if _WORD in content else ".xls")
    if content.startswith(b"PK"):
        return name + next((ending for sign, ending in _OFFICE.items() if sign in content), ".zip")
    return f"{name}.csv" if stem[2].lower() == "csv" and b"<" not in content[:512] else f"{name}.txt"
