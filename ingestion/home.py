"""Where ingestion keeps what it reads."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingestion.limits import Limits

EMPTY_LOAD_ID = "00000000"


@dataclass(frozen=True)
class Home:
    """Where ingestion keeps things, and what it reads layouts from."""

    documents: Path
    landing: Path
    labels: Path

    def parser_version(self, limits: Limits) -> str:
        """Fingerprint of everything that decides what is read of given bytes: this package, labels and limits."""
        digest = hashlib.sha256(self.labels.read_bytes())
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        digest.update(limits.fingerprint.encode())
        return digest.hexdigest()[:12]


def list_loads(landing: Path) -> list[str]:
    """Ids of the loads that hold documents, oldest first."""
    ids = (path.name.removeprefix("load_id=") for path in landing.glob("load_id=*"))
    return sorted(load_id for load_id in ids if load_id != EMPTY_LOAD_ID)
