"""Write the front page: one fiscal year against the one before. The browser fills it from the data beside it."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.publication_metadata import NOT_STATED
from orchestration.publication.report.figures import PUBLISHER, RELEASE
from orchestration.publication.report.templating import fetch, load_template

_BEIJING = timezone(timedelta(hours=8))


def write_front_page(connection: duckdb.DuckDBPyConnection, folder: Path, has_docs: bool) -> None:
    """Write `index.html`. `has_docs` adds a link to the docs."""
    page = load_template("front_page.html").render(**read_release(connection), has_docs=has_docs)
    (folder / "index.html").write_text(page, encoding="utf-8")


def read_release(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what the heads of the pages say of the release."""
    (release,) = fetch(connection, RELEASE)
    (publication,) = fetch(connection, PUBLISHER)
    refreshed = datetime.fromtimestamp(release["refreshed_seconds"], UTC).astimezone(_BEIJING)
    return {
        "release": release,
        "publisher": publication["publisher"] if publication["publisher"] != NOT_STATED else None,
        "refreshed": f"{refreshed:%Y-%m-%d %H:%M}",
    }
