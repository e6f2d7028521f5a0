"""Recognise errors which say that a home cannot be used: its disk is full, or it may not be read or written."""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.documents.backlog import InboxMissingError

UNUSABLE = "the home cannot be used"
_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES})
_REASONS = "|".join(os.strerror(number) for number in sorted(_ERRORS))
# Errors of which only the text arrives: of Python, of DuckDB, of SQLite, and DuckDB without disk for temporary files.
_TEXT = re.compile(
    rf"\[Errno (?:{'|'.join(map(str, sorted(_ERRORS)))})\] (?P<python>{_REASONS})"
    rf"|\bIO Error\b.*?(?P<duckdb>{_REASONS})"
    r"|sqlite3\.OperationalError\W+(?P<sqlite>database or disk is full|disk I/O error|unable to open database file"
    r"|attempt to write a readonly database)"
    r"|(?P<temporary>failed to offload data block)",
    re.S,
)
_PATH = re.compile(r"""["'](/[^"'\n]+)["']""")


def find_home_problem(error: BaseException | str, home: Path) -> str | None:
    """Return the sentence that says why the home cannot be used; None if the error, or its text, has another reason.

    An error about a path outside the home has another reason, and so has an inbox that cannot be listed.
    """
    if isinstance(error, str):
        return _find_in_text(error, home)
    for part in _list_causes(error):
        if isinstance(part, InboxMissingError):
            return None
        if isinstance(part, OSError) and part.errno in _ERRORS:
            path = part.filename if isinstance(part.filename, str) else None
            if path is None or _is_below(path, home):
                return ": ".join([UNUSABLE, os.strerror(part.errno), *filter(None, [path])])
        elif sentence := _find_in_text(str(part), home):
            return sentence
    return None


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _find_in_text(text: str, home: Path) -> str | None:
    found, paths = _TEXT.search(text), _PATH.findall(text)
    if found is None or (paths and not any(_is_below(path, home) for path in paths)):
        return None
    if found["temporary"]:
        return f"{UNUSABLE}: {os.strerror(errno.ENOSPC)}"
    return f"{UNUSABLE}: {found['python'] or found['duckdb'] or found['sqlite']}"


def _is_below(path: str, home: Path) -> bool:
    return Path(path).is_relative_to(home) or not Path(path).is_absolute()
