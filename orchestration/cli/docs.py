"""`jixiao docs`: write the pages that are generated from the YAML of the models and from the glossary."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from orchestration.cli.common import CommandError
from orchestration.settings import read_settings


@click.command("docs", short_help="Write the generated pages of docs/.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a page is not up to date.")
def docs(check: bool) -> None:
    """Write the indicator page, data dictionary, metrics and bus matrix from the YAML of the models, and the glossary.

    \b
    Examples:
      jixiao docs
      jixiao docs --check
    """
    write_pages(check)


def write_pages(check: bool, *, only_indicators: bool = False) -> None:
    """Write the pages; with `check` compare them instead; with `only_indicators` only the page of indicators.

    Raises CommandError if the project cannot be parsed, an indicator has a fault, or a compared page differs.
    """
    from orchestration.dbt.indicators import find_faults
    from orchestration.run.run_record import StageError

    try:
        manifest = _parse_project()
        if faults := find_faults(manifest):
            raise CommandError("\n".join(sentence for sentences in faults.values() for sentence in sentences))
        pages = _make_indicator_page(manifest) | ({} if only_indicators else _make_table_pages(manifest))
    except StageError as error:
        raise CommandError(str(error)) from error
    for path, text in pages.items():
        if not check:
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote docs/{path.name}")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"docs/{path.name} is not up to date: run make docs, and commit the page")


def _parse_project() -> Mapping[str, Any]:
    """Parse the project without a home. Raises StageError if it cannot be parsed."""
    from orchestration.dbt.manifest import prepare_manifest

    with tempfile.TemporaryDirectory() as scratch:
        return prepare_manifest(replace(read_settings({}), home=Path(scratch).absolute()), may_exclude=False)


def _make_indicator_page(manifest: Mapping[str, Any]) -> dict[Path, str]:
    from orchestration.publication import indicator_page

    return {indicator_page.PAGE: indicator_page.write_page(manifest)}


def _make_table_pages(manifest: Mapping[str, Any]) -> dict[Path, str]:
    from orchestration.publication import bus_matrix, dictionary, glossary_page, metrics
    from orchestration.publication.catalogue import read_catalogue

    catalogue = read_catalogue(manifest)
    return {
        dictionary.PATH: dictionary.write_dictionary(catalogue),
        metrics.PATH: metrics.write_page(metrics.read_metrics(manifest)),
        bus_matrix.PATH: bus_matrix.write_bus_matrix(catalogue),
        glossary_page.PATH: glossary_page.write_page(),
    }
