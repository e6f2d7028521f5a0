"""Compute a key of the content of each evaluation page, to find the pages of the former release that did not change."""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb

from ingestion.shared_files import FormerFiles
from ingestion.sql import quote
from orchestration.publication.report.page_pictures import Pictures
from orchestration.publication.report.page_queries import EVALUATIONS, STREAMS, Stream
from orchestration.settings import PROJECT, Seeds

KEYS = "pages.parquet"
_CODE = ("ingestion", "orchestration/publication")  # folders
_CODE_FILES = (".py", ".html")
_LIBRARIES = ("jinja2", "markupsafe")
_SEEDS = ("form_labels", "form_fields", "indicator_reasons")
_ROWS = """
    select
        evaluation_key, {part} as part, count(*) as row_count, sum(md5_number_lower(row_text)) as low,
        sum(md5_number_upper(row_text)) as high
    from ({texts})
    group by evaluation_key
"""


class Attached(NamedTuple):
    """Files of the report that pages lead to: the name of each copied document by SHA-256, and pictures of pages."""

    originals: Mapping[str, str]
    pictures: Pictures

    def list_names(self) -> Iterator[tuple[str, str]]:
        """Yield each document with a text that names its files."""
        yield from self.originals.items()
        for (document_hash, page), picture in self.pictures.items():
            yield document_hash, f"{page} {picture.name}"


def write_keys(connection: duckdb.DuckDBPyConnection, path: Path, seeds: Seeds, attached: Attached) -> None:
    """Write `evaluation_key` and `content_key` of each page to a Parquet file, and to the table `memory.page_keys`.

    Two pages with the same content key have the same bytes: the key covers the rows of all streams and their order, the
    row of the evaluation, the names of its files, the code, and the seeds that a page shows. It does not depend on
    the release. Memory grows with the number of evaluations, not with their texts.
    """
    columns = [column[0] for column in connection.execute(f"select * from {EVALUATIONS} limit 0").description]
    streams = {"evaluations": Stream(EVALUATIONS, ", ".join(columns), ()), **STREAMS}
    rows = " union all ".join(
        _ROWS.format(part=quote(part), texts=stream.select_texts()) for part, stream in streams.items()
    )
    connection.execute("create table memory.attached (document_hash varchar, name varchar)")
    if names := list(attached.list_names()):
        values = ", ".join(f"({quote(document)}, {quote(name)})" for document, name in names)
        connection.execute(f"insert into memory.attached values {values}")
    connection.execute(
        f"""
        create table memory.page_keys as
        with parts as ({rows}),
        contents as (
            select
                evaluation_key,
                string_agg(concat_ws(' ', part, row_count, low, high), ' ' order by part) as content
            from parts
            group by evaluation_key
        ),
        files as (
            select document_hash, string_agg(name, ' ' order by name) as names
            from memory.attached
            group by document_hash
        )
        select
            evaluations.evaluation_key,
            md5(to_json([{quote(_compute_version(seeds))}, contents.content, files.names])::varchar) as content_key
        from {EVALUATIONS} as evaluations
        inner join contents on evaluations.evaluation_key = contents.evaluation_key
        left join files on evaluations.document_hash = files.document_hash
        order by evaluations.evaluation_key
        """
    )
    connection.execute(f"copy memory.page_keys to {quote(str(path))} (format parquet)")


def find_same(connection: duckdb.DuckDBPyConnection, former: FormerFiles) -> list[int]:
    """Return the keys of the evaluations whose pages have the same content in the former report; [] without one.

    Call it after write_keys. `former` are the files of the former report.
    """
    path = former.locate(KEYS)
    if path is None:
        return []
    query = (
        f"select evaluation_key from memory.page_keys inner join read_parquet({quote(str(path))}) as former "
        "using (evaluation_key, content_key) order by evaluation_key"
    )
    try:
        return [key for (key,) in connection.execute(query).fetchall()]
    except duckdb.Error:  # written by another version, with other columns
        return []


def _compute_version(seeds: Seeds) -> str:
    """Return a value for everything that pages depend on besides the rows: code, templates, libraries, seeds."""
    digest = hashlib.sha256(repr((sys.version_info[:2], *map(version, _LIBRARIES))).encode())
    found = (path for folder in _CODE for path in (PROJECT / folder).rglob("*") if path.suffix in _CODE_FILES)
    files = {path.relative_to(PROJECT).as_posix(): path for path in found}
    for name, path in [*sorted(files.items()), *((name, seeds.locate(name)) for name in _SEEDS)]:
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
