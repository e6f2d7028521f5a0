"""The list of the files of a finished folder, `files.json`: with it, damage is found without reading the files."""

import hashlib
import json
import os
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from ingestion.durable import write_atomically

NAME = "files.json"
Facts = tuple[int, int, str]  # size (bytes), time of change (ns), SHA-256


def write_file_list(folder: Path, hashes: Mapping[str, str] | None = None) -> None:
    """Write the list of all files of a finished folder: size (bytes), time of change (ns), SHA-256.

    Files whose SHA-256 is given by name in `hashes` are not read.
    """
    known = hashes or {}
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != NAME:
            name = path.relative_to(folder).as_posix()
            files[name] = [path.stat().st_size, path.stat().st_mtime_ns, known.get(name) or hash_file(path)]
    write_atomically(folder / NAME, json.dumps(files, ensure_ascii=False, indent=0) + "\n")


def read_file_list(folder: Path) -> dict[str, Facts]:
    """Return size (bytes), time of change (ns) and SHA-256 of each file by name; {} if no list can be read."""
    try:
        return _read(folder)
    except (ValueError, AttributeError, TypeError, OSError):
        return {}


def _read(folder: Path) -> dict[str, Facts]:
    files = json.loads((folder / NAME).read_bytes())
    return {str(name): (size, modified_ns, digest) for name, (size, modified_ns, digest) in files.items()}


def find_faults(folder: Path, names: Container[str] | None = None) -> Iterator[str]:
    """Yield what is wrong with the files of a folder, or some of them, in words: missing, of another size, changed.

    A file with the size and the time of the list is not read; one with another time is. A folder without a list is
    older than these lists and has no faults; files that are not in the list are none either.
    """
    try:
        files = _read(folder)
    except FileNotFoundError:
        return
    except (ValueError, AttributeError, TypeError, OSError):
        yield f"{NAME} cannot be read"
        return
    for name, (size, modified_ns, digest) in files.items():
        if names is not None and name not in names:
            continue
        path = f"{folder}/{name}"  # a Path for each of 100,000 files costs more than the question
        try:
            found = os.stat(path)  # noqa: PTH116
            if found.st_size != size:
                yield f"{name} has {found.st_size} bytes instead of {size}"
            elif found.st_mtime_ns != modified_ns and hash_file(Path(path)) != digest:
                yield f"{name} was changed"
        except FileNotFoundError:
            yield f"{name} is missing"
        except OSError as error:
            yield f"{name} cannot be read: {os.strerror(error.errno or 0)}"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
