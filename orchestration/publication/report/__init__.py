"""The report in a release: a page to open in the morning, and a page for each evaluation. Static files, offline."""

from pathlib import Path

import duckdb

from orchestration.publication.report.evaluation_list import write_list
from orchestration.publication.report.evaluation_pages import write_pages
from orchestration.publication.report.front_page import write_front_page


def write_report(database: Path, folder: Path, has_docs: bool = False) -> None:
    """Write `index.html`, `evaluations.js` and `evaluations/<evaluation_key>.html` of a release into a folder.

    `database` is the released warehouse, `folder` is made where it is missing, `has_docs` says whether dbt's docs lie
    beside it. The front page holds everything it needs but the list of evaluations; evaluation pages share a style and
    a script.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        first_rows = write_list(connection, folder)
        write_front_page(connection, folder, first_rows, has_docs)
        write_pages(connection, folder)
