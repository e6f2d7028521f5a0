"""Share files with an earlier folder: a file that is the same as before is a hard link and takes no space twice.

Files that are shared must never be written in place. Removing one of the folders leaves the files of the others whole.
"""

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from ingestion.file_list import Facts, hash_file, read_file_list


class FormerFiles:
    """The files of an earlier finished folder, by its list of files. Without a folder or a list there are none."""

    def __init__(self, folder: Path | None = None, files: Mapping[str, Facts] | None = None) -> None:
        """Read the list of a folder, unless its files are given."""
        self.folder = folder
        self._files = dict(files) if files is not None else read_file_list(folder) if folder else {}

    def below(self, name: str) -> "FormerFiles":
        """Return the files of a folder in the folder."""
        if self.folder is None:
            return self
        start = f"{name}/"
        files = {path.removeprefix(start): facts for path, facts in self._files.items() if path.startswith(start)}
        return FormerFiles(self.folder / name, files)

    def locate(self, name: str) -> Path | None:
        """Return the path of a file that is whole: its bytes have the hash of the list. None if there is none."""
        facts = self._files.get(name)
        if facts is None or self.folder is None:
            return None
        path, (size, _, digest) = self.folder / name, facts
        try:
            status = path.lstat()
            is_whole = stat.S_ISREG(status.st_mode) and status.st_size == size and hash_file(path) == digest
        except OSError:
            return None
        return path if is_whole else None

    def share(self, name: str, target: Path) -> bool:
        """Make `target` a file with the bytes of a file of the folder; return False if there is no whole one.

        It is a hard link, or a copy where the file system makes no link. Raises FileExistsError if `target` exists.
        """
        source = self.locate(name)
        if source is None:
            return False
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:  # another file system, too many links, no right to link
            with source.open("rb") as old, target.open("xb") as new:
                shutil.copyfileobj(old, new)
        return True

    def share_same(self, folder: Path) -> dict[str, str]:
        """Replace files of a new folder that are the same as before by hard links; return the SHA-256 of each file.

        Files that were shared before are not read. Files directly in the folder are not replaced: they may be opened
        for writing. Where no link can be made, the file stays as it was written.
        """
        hashes: dict[str, str] = {}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            digest = self._get_hash(name, path)
            hashes[name] = digest or hash_file(path)
            if digest is None and "/" in name and name in self._files and self._files[name][2] == hashes[name]:
                self._replace(name, path)
        return hashes

    def _get_hash(self, name: str, path: Path) -> str | None:
        """Return the hash of a file that is shared already; None if it is not."""
        if self.folder is None or name not in self._files:
            return None
        try:
            is_shared = path.samefile(self.folder / name)
        except OSError:
            return None
        return self._files[name][2] if is_shared else None

    def _replace(self, name: str, path: Path) -> None:
        source = self.locate(name)
        if source is None:
            return
        link = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            os.link(source, link)
            link.replace(path)
        except OSError:
            link.unlink(missing_ok=True)
