"""Write files and folders so that they survive a power cut: the bytes are on disk before the name is."""

import os
from pathlib import Path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Replace a file: readers see the old content or the new content, never a part, also after a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def move_into_place(temporary: Path, target: Path) -> None:
    """Rename a finished file or folder to its name, after everything in it is on disk."""
    sync_tree(temporary)
    temporary.rename(target)
    sync(target.parent)


def sync_tree(path: Path) -> None:
    """Wait until a file, or a folder with everything in it, is on disk.

    A file with several names is a hard link to one that is on disk: only its new name, which is in the folder, is not.
    """
    for folder, _, names in os.walk(path):
        for name in names:
            if (Path(folder) / name).lstat().st_nlink == 1:
                sync(Path(folder) / name)
        sync(Path(folder))
    if path.is_file():
        sync(path)


def sync(path: Path) -> None:
    """Wait until one file, or the names in one folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
