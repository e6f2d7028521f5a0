"""Write the documents of a release that go out on paper: notices of return, analysis reports, summaries of projects."""

from pathlib import Path

from ingestion.sql import open_read_only
from orchestration.publication.outgoing.analysis import write_analyses
from orchestration.publication.outgoing.notices import write_notices
from orchestration.publication.outgoing.summaries import write_summaries
from orchestration.publication.publication_metadata import PublicationMetadata

__all__ = ["write_outgoing"]


def write_outgoing(database: Path, folder: Path, metadata: PublicationMetadata, memory_mb: int | None = None) -> None:
    """Write the outgoing documents of a finished release file into a folder. They name units: they are not public."""
    folder.mkdir(parents=True)
    with open_read_only(database, memory_mb) as connection:
        write_notices(connection, folder / "notices", metadata)
        write_analyses(connection, folder, metadata)
        write_summaries(connection, folder, metadata)
