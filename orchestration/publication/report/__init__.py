"""Write the report of a release as static files: a front page, all years, a page for each evaluation."""

from pathlib import Path

from ingestion.shared_files import FormerFiles
from ingestion.sql import connect, quote
from orchestration.publication.report.all_years import write_all_years
from orchestration.publication.report.evaluation_pages import write_pages
from orchestration.publication.report.front_page import write_front_page
from orchestration.publication.report.originals import copy_originals
from orchestration.publication.report.page_keys import Attached
from orchestration.publication.report.page_pictures import draw_pictures
from orchestration.publication.report.report_data import write_data
from orchestration.publication.report.rules_page import write_rules
from orchestration.publication.report.templating import ASSETS, read_asset
from orchestration.settings import Seeds


def write_report(
    database: Path,
    folder: Path,
    has_docs: bool = False,
    seeds: Seeds | None = None,
    documents: Path | None = None,
    former: FormerFiles | None = None,
    memory_mb: int | None = None,
) -> None:
    """Write the report of a release into a folder, which is created if it is missing.

    `database` is the released warehouse. `has_docs` says whether the release has dbt docs, which the report then links
    to. `documents` is the folder of kept documents; those that fit are copied into `originals/`, and the pages on which
    findings are drawn into `pictures/`. `former` are the files of the report of the former release: what is the same
    there is shared with it. DuckDB uses at most `memory_mb`.

    `index.html` shows a year with the data of `report_data.js`; `all_years.html` has the tables of all years and needs
    no script; `rules.html` lists the rules; `evaluations/<evaluation_key>.html` shows a form. They share style sheets
    and scripts. `pages.parquet` has a key of the content of each page, for the next release.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for asset in ASSETS:
        (folder / asset).write_text(read_asset(asset), encoding="utf-8")
    former = former or FormerFiles()
    folders = [database.parent, folder, *([former.folder] if former.folder else [])]
    with connect(*folders, memory_mb=memory_mb) as connection:
        connection.execute(f"attach {quote(str(database))} as warehouse (read_only)")
        connection.execute("use warehouse")
        write_data(connection, folder)
        write_front_page(connection, folder, has_docs)
        write_all_years(connection, folder, has_docs)
        write_rules(connection, folder)
        originals = copy_originals(connection, documents, folder, former) if documents else {}
        pictures = draw_pictures(connection, documents, folder, former) if documents else {}
        write_pages(connection, folder, seeds or Seeds(), Attached(originals, pictures), former)
