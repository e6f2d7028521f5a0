"""Write zip archives that have the same bytes whenever they are made."""

import io
import zipfile

_MADE_ON = (2025, 1, 1, 0, 0, 0)


def pack(entries: dict[str, bytes]) -> bytes:
    """Return an archive of the entries, all of one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE_ON), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """Return the entries of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}
