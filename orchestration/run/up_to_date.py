"""Whether a refresh would find anything new: documents, seeds, models, settings. Imports neither Dagster nor dbt."""

from ingestion.documents.backlog import find_backlog
from orchestration.run.current import read_current
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.mirror_record import is_mirror_behind
from orchestration.settings import Settings


def is_up_to_date(settings: Settings) -> bool:
    """Whether the current release is complete and made of everything as it stands now, and mirrored.

    Opens no document. Raises InboxMissingError when the inbox cannot be listed.
    """
    current = read_current(settings)
    if not current or current["fingerprint"] != compute_fingerprint(settings) or is_mirror_behind(settings):
        return False
    return not find_backlog(settings.inbox, settings.ingestion, settings.limits)
