"""Mirror the current release in PostgreSQL if JIXIAO_POSTGRES_URL is set."""

from collections.abc import Mapping
from typing import Any

from orchestration.publication.postgres import MirrorError, mirror_release
from orchestration.run.current import read_current
from orchestration.run.mirror_record import write_mirror_record
from orchestration.settings import Settings


def mirror_current(settings: Settings, manifest: Mapping[str, Any]) -> dict[str, int]:
    """Mirror the current release; return rows by table. Raises MirrorError, which does not undo the release."""
    assert settings.postgres_url is not None
    release_id = str(read_current(settings)["release_id"])
    try:
        counts = mirror_release(
            settings.postgres_url, settings.current / settings.build_file.name, manifest, release_id
        )
    except MirrorError as error:
        write_mirror_record(settings, None, str(error))
        raise
    write_mirror_record(settings, release_id, None)
    return counts
