"""Templates of the report. They are compiled once; every value is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ingestion.normalise import strip_invisible
from orchestration.publication.formats import BLANK, FILTERS, pair, place, place_of_form

SCRIPTS = (
    "facts.js", "state.js", "export.js", "drawing.js", "tables.js", "sections.js", "rankings.js", "caps.js",
    "findings.js", "project.js", "front_page.js",
)  # fmt: skip
ASSETS = ("report.css", "report.js", *SCRIPTS)
_TEMPLATES = Path(__file__).with_name("templates")


@cache
def load_template(name: str) -> Template:
    """Return a template by file name."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_show,
        auto_reload=False,  # else each page looks up when its templates were changed
    )
    environment.filters.update(FILTERS)
    environment.globals.update(BLANK=BLANK, SCRIPTS=SCRIPTS, place=place, place_of_form=place_of_form, pair=pair)
    return environment.get_template(name)


def _show(value: Any) -> Any:
    """Return a value for a page; invisible characters of texts, which could reverse the page, are removed."""
    return strip_invisible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def read_asset(name: str) -> str:
    """Return a style sheet or script of the report."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    result = connection.execute(query)
    columns = [column[0] for column in result.description or []]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
