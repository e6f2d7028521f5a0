"""Redact a document of any container that is supported."""

from collections.abc import Callable

from ingestion.containers.reading import find_container
from ingestion.limits import Limits
from ingestion.redaction.plain import redact_plain
from ingestion.redaction.texts import TextRedactor
from ingestion.redaction.vocabulary import Vocabulary

ENDINGS = {"text": "txt", "csv": "csv", "html": "html", "mht": "mht", "docx": "docx", "xlsx": "xlsx"}


class NotSupportedError(Exception):
    """A document of a container that cannot be redacted, by the name of the container."""


class Redacted:
    """A redacted document: its bytes, its container, and the texts of it that were kept."""

    def __init__(self, content: bytes, container: str, kept: set[str]):
        self.content = content
        self.container = container
        self.kept = sorted(kept)


def redact_document(content: bytes, vocabulary: Vocabulary, salt: bytes, limits: Limits) -> Redacted:
    """Return the redacted document. The replacements depend on the salt, which must be random and kept nowhere.

    Raises NotSupportedError, and ContainerError if the document cannot be opened.
    """
    container = find_container(content)
    if container not in ENDINGS:
        raise NotSupportedError(container)
    redactor = TextRedactor(vocabulary, salt)
    return Redacted(_find_writer(container, limits, redactor)(content), container, redactor.kept)


def _find_writer(container: str, limits: Limits, redactor: TextRedactor) -> Callable[[bytes], bytes]:
    # The libraries of a container are imported only if it is redacted.
    if container == "docx":
        from ingestion.redaction.word import redact_docx

        return lambda content: redact_docx(content, limits, redactor)
    if container == "xlsx":
        from ingestion.redaction.workbook import redact_xlsx

        return lambda content: redact_xlsx(content, limits, redactor)
    if container in ("html", "mht"):
        from ingestion.redaction.page import redact_mht, redact_page

        return lambda content: (redact_mht if container == "mht" else redact_page)(content, redactor)
    return lambda content: redact_plain(content, container, redactor)
