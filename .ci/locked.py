"""Read the packages of requirements.lock."""

import re
from pathlib import Path
from typing import NamedTuple

LOCK = Path(__file__).parents[1] / "requirements.lock"
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Package(NamedTuple):
    """A package: its name and version, and the SHA-256 of each file of it that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]


def read_packages(lock: Path = LOCK) -> list[Package]:
    """Return the packages of the lock, in its order."""
    packages = []
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        if match := _PACKAGE.match(entry):
            packages.append(Package(match[1], match[2], tuple(_HASH.findall(entry))))
    return packages
