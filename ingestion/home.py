"""The folders that ingestion reads from and writes to."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingestion.file_list import find_faults
from ingestion.limits import Limits
from ingestion.recognition import find_version

EMPTY_LOAD_ID = "00000000"
MERGED = ".merged="  # prefix of a merged load until it is in the place of the loads it was made of
_DIGITS = len(EMPTY_LOAD_ID)


class HomeDamagedError(Exception):
    """Something that the home must keep is damaged and cannot be made again; the message says what to do."""


@dataclass(frozen=True)
class Home:
    """Folders of kept documents and of the landing, and the file with the labels of the layouts."""

    documents: Path
    landing: Path
    labels: Path

    def parser_version(self, limits: Limits) -> str:
        """Return a fingerprint of everything that affects what is read from given bytes.

        This is the code, the labels, the limits and the packages of text recognition.
        """
        digest = hashlib.sha256(self.labels.read_bytes())
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        digest.update(limits.fingerprint.encode())
        digest.update((find_version() or "").encode())
        return digest.hexdigest()[:12]


def list_loads(landing: Path) -> list[str]:
    """Return the ids of the loads that contain documents, oldest first."""
    ids = (path.name.removeprefix("load_id=") for path in landing.glob("load_id=*"))
    return sorted(load_id for load_id in ids if _is_id(load_id) and load_id != EMPTY_LOAD_ID)


def check_landing(landing: Path) -> None:
    """Raise HomeDamagedError if a load has lost or changed a file, or if a folder among the loads is no load.

    Reads no file whose size and time are as listed. Checks nothing while loads are being merged (see compaction): a
    killed ingestion has left them, and the next one goes on.
    """
    if any(landing.glob(f"{MERGED}*")):
        return
    for path in landing.glob("load_id=*"):
        if not _is_id(path.name.removeprefix("load_id=")) or not any(path.glob("*/*.parquet")):
            raise HomeDamagedError(f"{path} is no load of this landing: move it to another place")
    for load_id in list_loads(landing):
        if faults := list(find_faults(landing / f"load_id={load_id}")):
            raise make_damaged_load_error(landing, load_id, faults)


def make_damaged_load_error(landing: Path, load_id: str, faults: list[str]) -> HomeDamagedError:
    """Return the error about a damaged load: what is wrong with it, and what a person must do."""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return HomeDamagedError(
        f"landing/load_id={load_id} is damaged: {faults[0]}{more}. Restore that folder from a backup; without one, "
        f"move it out of {landing}: what is still in the inbox is then read again"
    )


def _is_id(text: str) -> bool:
    return len(text) == _DIGITS and text.isascii() and text.isdigit()
