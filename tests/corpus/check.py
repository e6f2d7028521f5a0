"""Put documents into an inbox, build and test the marts, and compare them with the known facts."""

from pathlib import Path

from tests.conftest import build_marts
from tests.corpus.compare import Outcome, compare_documents
from tests.corpus.generate import Document
from tests.corpus.release import read_release


def check_documents(documents: list[Document], folder: Path, target: str = "tested") -> list[Outcome]:
    """Return the outcomes of the marts of the documents; inbox and home remain in the folder.

    With the target `core` no data test runs, nor the breaker, which refuses a load of mostly quarantined forms.
    """
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (inbox / document.name).write_bytes(document.content)
    return compare_documents(documents, read_release(build_marts(folder / "home", inbox, target=target)))
