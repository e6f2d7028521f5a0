"""Find what changed since the current release: documents, seeds, models, settings, the mirror."""

from typing import NamedTuple

from ingestion.documents.backlog import find_backlog
from orchestration.run.current import read_current
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.mirror_record import is_mirror_behind
from orchestration.settings import Settings


class Changes(NamedTuple):
    """Changes since the current release, which a refresh would process. False if there are none."""

    files: int  # of the inbox, new or changed
    documents_to_read_again: int  # kept documents that were read by another version of the parser
    changed: tuple[str, ...]  # parts of the fingerprint that differ; `release` if there is none; `mirror`

    def __bool__(self) -> bool:
        return bool(self.files or self.documents_to_read_again or self.changed)


def find_changes(settings: Settings) -> Changes:
    """Compare the current release with the documents, seeds, models and settings of now.

    Opens no document. Raises InboxMissingError if the inbox cannot be listed.
    """
    backlog = find_backlog(settings.inbox, settings.ingestion, settings.limits)
    return Changes(len(backlog.files), len(backlog.stale_documents), _find_changed_parts(settings))


def is_up_to_date(settings: Settings) -> bool:
    """Return whether the current release is complete, nothing changed since, and the mirror is up to date.

    Opens no document. Raises InboxMissingError if the inbox cannot be listed.
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
