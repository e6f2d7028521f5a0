"""Whether a refresh would find anything new: documents, seeds, models, settings, the mirror."""

from typing import NamedTuple

from ingestion.documents.backlog import find_backlog
from orchestration.run.current import read_current
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.mirror_record import is_mirror_behind
from orchestration.settings import Settings


class News(NamedTuple):
    """What a refresh would take up since the current release. False where there is nothing."""

    files: int  # of the inbox, new or changed
    documents_to_read_again: int  # kept documents that another version of the parser read
    changed: tuple[str, ...]  # parts of the fingerprint that differ; `release` where there is none, `mirror`

    def __bool__(self) -> bool:
        return bool(self.files or self.documents_to_read_again or self.changed)


def find_news(settings: Settings) -> News:
    """Compare the current release with documents, seeds, models and settings as they are now.

    Opens no document. Raises InboxMissingError when the inbox cannot be listed.
    """
    backlog = find_backlog(settings.inbox, settings.ingestion, settings.limits)
    return News(len(backlog.files), len(backlog.stale_documents), _find_changed_parts(settings))


def is_up_to_date(settings: Settings) -> bool:
    """Whether the current release is complete, made of everything as it is now, and mirrored.

    Opens no document. Raises InboxMissingError when the inbox cannot be listed.
    """
    if _find_changed_parts(settings):
        return False
    return not find_backlog(settings.inbox, settings.ingestion, settings.limits)


def _find_changed_parts(settings: Settings) -> tuple[str, ...]:
    current = read_current(settings)
    if not current:
        return ("release",)
    fingerprint, released = compute_fingerprint(settings), current["fingerprint"]
    parts = [part for part in fingerprint.keys() | released.keys() if fingerprint.get(part) != released.get(part)]
    return (*sorted(parts), *(["mirror"] if is_mirror_behind(settings) else []))
