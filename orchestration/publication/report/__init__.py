"""Write the report of a release: a front page and a page for each evaluation, as static files."""

from pathlib import Path

import duckdb

from orchestration.publication.report.evaluation_list import write_list
from orchestration.publication.report.evaluation_pages import write_pages
from orchestration.publication.report.front_page import write_front_page


def write_report(database: Path, folder: Path, has_docs: bool = False) -> None:
    """Write `index.html`, `evaluations.js` and `evaluations/<evaluation_key>.html` of a release into a folder.

    `database` is the released warehouse. `folder` is created if it is missing. `has_docs` says whether the release has
    dbt docs, which the report then links to. The front page contains everything except the list of evaluations;
    evaluation pages share a style sheet and a script.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        first_rows = write_list(connection, folder)
        write_front_page(connection, folder, first_rows, has_docs)
        write_pages(connection, folder)
