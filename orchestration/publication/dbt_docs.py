"""dbt's own static site in a release: every model with its columns, tests, SQL and lineage. One page, offline.

It is what `dbt docs generate --static` writes, dbt's page with manifest and catalog put in, but made of the manifest at
hand: starting dbt for it would take many times as long.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingestion.sql import connect

# dbt's page asks for files that do not exist: for its icon, and for names that its script is only going to fill in.
_PAGE_FAULTS = (
    ("${require('./assets/favicons/favicon.ico')}", "data:,"),
    ('<use xlink:href="{{', '<use ng-attr-xlink:href="{{'),
    ("<title>dbt Docs</title>", "<title>Jixiao 绩效 · dbt docs</title>"),
)
_COLUMNS = """
    select
        columns.schema_name, columns.table_name, columns.column_name, columns.column_index, columns.data_type,
        tables.estimated_size
    from duckdb_columns() as columns
    left join duckdb_tables() as tables
        on columns.database_name = tables.database_name
        and columns.schema_name = tables.schema_name
        and columns.table_name = tables.table_name
    where columns.database_name = 'build' and not columns.internal
    order by all
"""


def write_docs(manifest: Mapping[str, Any], build: Path, folder: Path) -> None:
    """Write `index.html` for the models of a finished build into a folder, without a word of whose machine this is."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH  # a refresh with nothing new is to do without dbt

    page = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for fault, mended in _PAGE_FAULTS:
        page = page.replace(fault, mended)
    for name, content in (("MANIFEST", _tidy(manifest)), ("CATALOG", _describe_relations(manifest, build))):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        before, after = page.split(f'"{name}.JSON INLINE DATA"')
        page = before + text + after
    folder.mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")


def _tidy(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest without paths of the machine, facts of the run, and macros that came with dbt."""
    metadata = manifest["metadata"]
    project = metadata["project_name"]
    return {
        **manifest,
        "metadata": {name: metadata[name] for name in ("dbt_schema_version", "project_name", "adapter_type")},
        "nodes": {
            key: {name: value for name, value in node.items() if name not in ("root_path", "created_at")}
            for key, node in manifest["nodes"].items()
        },
        "macros": {key: macro for key, macro in manifest["macros"].items() if macro["package_name"] == project},
    }


def _describe_relations(manifest: Mapping[str, Any], build: Path) -> dict[str, Any]:
    """dbt's catalog: what stands in the build of each node, its columns with their types, and how many rows it has."""
    keys = {
        (node["schema"], node.get("alias")): key for key, node in manifest["nodes"].items() if node["relation_name"]
    }
    nodes: dict[str, Any] = {}
    with connect(build.parent) as connection:
        connection.execute(f"attach '{build}' as build (read_only)")
        for schema, table, column, index, data_type, rows in connection.execute(_COLUMNS).fetchall():
            if (schema, table) not in keys:
                continue
            kind = "view" if rows is None else "table"
            stats = {
                "has_stats": {"id": "has_stats", "label": "Has stats", "value": rows is not None, "include": False},
                "rows": {"id": "rows", "label": "Rows", "value": rows, "include": rows is not None},
            }
            node = nodes.setdefault(
                keys[schema, table],
                {"metadata": {"type": kind, "schema": schema, "name": table}, "columns": {}, "stats": stats},
            )
            node["columns"][column] = {"name": column, "index": index, "type": data_type}
    return {"nodes": nodes, "sources": {}}
