"""The folders that ingestion reads from and writes to."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingestion.limits import Limits

EMPTY_LOAD_ID = "00000000"


@dataclass(frozen=True)
class Home:
    """Folders of kept documents and of the landing, and the file with the labels of the layouts."""

    documents: Path
    landing: Path
    labels: Path

    def parser_version(self, limits: Limits) -> str:
        """Return a fingerprint of everything that affects what is read from given bytes: code, labels and limits."""
        digest = hashlib.sha256(self.labels.read_bytes())
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        digest.update(limits.fingerprint.encode())
        return digest.hexdigest()[:12]


def list_loads(landing: Path) -> list[str]:
    """Return the ids of the loads that contain documents, oldest first."""
    ids = (path.name.removeprefix("load_id=") for path in landing.glob("load_id=*"))
    return sorted(load_id for load_id in ids if load_id != EMPTY_LOAD_ID)
