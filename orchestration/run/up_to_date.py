"""Find what changed since the current release: documents, seeds, models, settings, the mirror."""

from typing import NamedTuple

from ingestion.documents.backlog import describe_lost, find_backlog
from ingestion.file_list import find_faults
from orchestration.run.current import read_current
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.mirror_record import is_mirror_behind
from orchestration.run.run_record import write_last_run
from orchestration.settings import Settings


class Changes(NamedTuple):
    """Changes since the current release, which a refresh would process.

    False if there are none; lost documents do not count, because a refresh cannot process them.
    """

    files: int  # files of the inbox that are new, changed, or needed to replace damaged kept documents
    documents_to_read_again: int  # kept documents that were read by another version of the parser
    # Parts of the fingerprint that differ; only `release` if no release is complete; `mirror` if the mirror is behind.
    changed: tuple[str, ...]
    lost_documents: tuple[str, ...] = ()  # kept documents that are missing or damaged, and not in the inbox

    def __bool__(self) -> bool:
        return bool(self.files or self.documents_to_read_again or self.changed)


def find_changes(settings: Settings) -> Changes:
    """Compare the current release with the current documents, seeds, models and settings.

    Opens no document. Raises InboxMissingError if the inbox cannot be listed or has lost all its files, and
    HomeDamagedError if the landing is damaged.
    """
    backlog = find_backlog(
        settings.inbox, settings.ingestion, settings.limits, may_be_empty=settings.inbox_may_be_empty
    )
    changed = _find_changed_parts(settings)
    return Changes(len(backlog.files), len(backlog.stale_documents), changed, backlog.lost_documents)


def record_nothing_new(settings: Settings, changes: Changes) -> str | None:
    """Write last_run.json after a run that found nothing new.

    If kept documents are lost, record the run as failed, so that somebody is notified, and return a sentence.
    """
    if changes.lost_documents:
        sentence = f"nothing is new, but {describe_lost(settings.ingestion.documents, changes.lost_documents)}"
        write_last_run(settings, "failed", stage="documents", node=None, cause=sentence, log=None)
        return sentence
    current = read_current(settings)
    facts = {"release_id": current["release_id"], "withheld": current.get("withheld", {})}
    write_last_run(settings, "nothing_new", **facts)
    return None


def _find_changed_parts(settings: Settings) -> tuple[str, ...]:
    current = read_current(settings)
    if not current or any(find_faults(settings.current)):
        return ("release",)
    fingerprint, released = compute_fingerprint(settings), current["fingerprint"]
    parts = [part for part in fingerprint.keys() | released.keys() if fingerprint.get(part) != released.get(part)]
    return (*sorted(parts), *(["mirror"] if is_mirror_behind(settings) else []))
