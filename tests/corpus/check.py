"""Put documents into an inbox, refresh a temporary home, and compare the release with the known facts."""

from pathlib import Path

from tests.conftest import build_release
from tests.corpus.compare import Outcome, compare_documents
from tests.corpus.generate import Document
from tests.corpus.release import read_release


def check_documents(documents: list[Document], folder: Path) -> list[Outcome]:
    """Return the outcomes of a real refresh of the documents; inbox and home remain in the folder."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (inbox / document.name).write_bytes(document.content)
    return compare_documents(documents, read_release(build_release(folder / "home", inbox)))
