"""Documents put into an inbox, refreshed in a temporary home, and compared with their truth."""

from pathlib import Path

from tests.conftest import build_release
from tests.corpus.compare import Outcome, compare_documents
from tests.corpus.generate import Document
from tests.corpus.release import read_release


def check_documents(documents: list[Document], folder: Path) -> list[Outcome]:
    """What a real refresh makes of the documents; inbox and home stay in the folder."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (inbox / document.name).write_bytes(document.content)
    return compare_documents(documents, read_release(build_release(folder / "home", inbox)))
