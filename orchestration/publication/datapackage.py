"""datapackage.json: open data described for machines (Frictionless Data Package, version 1)."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orchestration.publication.catalogue import Column, Table
from orchestration.publication.publication_metadata import TITLE_EN, TITLE_ZH, PublicationMetadata

_TYPES = (
    (r"(big|small|huge)?int(eger)?$", "integer"),
    (r"decimal|double|float", "number"),
    (r"boolean$", "boolean"),
    (r"date$", "date"),
    (r"timestamp", "datetime"),
    (r"varchar$", "string"),
)
_IDENTIFIER = re.compile(r"[A-Za-z0-9][-A-Za-z0-9._]*")
_CSV_NOTE = (
    "Texts that a spreadsheet would compute begin with an apostrophe in CSV; Parquet holds them as they are. "
    "CSV 中可能被电子表格当作公式的文字以单引号开头，Parquet 中为原文。"
)


def describe_package(
    tables: Sequence[Table], metadata: PublicationMetadata, document_count: int, folder: Path
) -> dict[str, Any]:
    """The descriptor of a folder that open_data wrote: one resource a CSV, a Parquet file and the workbook."""
    publication = metadata.publication
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "jixiao",
        "title": f"{TITLE_ZH} {TITLE_EN}",
        "description": f"Edition {metadata.release_id} of a Jixiao 绩效 warehouse. {_CSV_NOTE}",
        "version": metadata.release_id,
        "created": metadata.released_at,
        "keywords": ["绩效自评", "预算绩效", "performance evaluation", "budget"],
        "citation": metadata.citation,
        "sources": [
            {
                "title": f"项目绩效自评表（{document_count} 份文件） "
                f"project performance self-evaluation forms ({document_count} documents)"
            }
        ],
    }
    if publication.licence:
        package["licenses"] = [_describe_licence(publication.licence)]
    if publication.publisher:
        package["contributors"] = [{"title": publication.publisher, "role": "publisher"}]
    if publication.contact:
        package["contact"] = publication.contact
    package["resources"] = [
        *(_describe_csv(table, tables, folder) for table in tables),
        *(_describe_parquet(table, folder) for table in tables),
        {
            "name": "workbook",
            "type": "file",
            "title": "报表与宽表（Excel） reports and the flat table for people",
            **_describe_file(folder, "jixiao.xlsx"),
            "format": "xlsx",
            "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        },
    ]
    return package


def _describe_csv(table: Table, tables: Sequence[Table], folder: Path) -> dict[str, Any]:
    path = next(path for path in (f"csv/{table.name}.csv", f"csv/{table.name}.csv.gz") if (folder / path).exists())
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "title": table.label_zh,
        "description": f"{table.description_en} {table.description_zh}",
        **_describe_file(folder, path),
        "format": "csv",
        "mediatype": "text/csv",
        **({"compression": "gz"} if path.endswith(".gz") else {}),
        "encoding": "utf-8",
        "schema": _describe_schema(table, tables),
    }


def _describe_parquet(table: Table, folder: Path) -> dict[str, Any]:
    return {
        "name": f"{table.name}-parquet",
        "type": "file",
        "title": f"{table.label_zh}（Parquet）",
        "description": f"{table.description_en} {table.description_zh}",
        **_describe_file(folder, f"parquet/{table.name}.parquet"),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _describe_file(folder: Path, path: str) -> dict[str, Any]:
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path, "bytes": (folder / path).stat().st_size, "hash": f"sha256:{digest}"}


def _describe_schema(table: Table, tables: Sequence[Table]) -> dict[str, Any]:
    """Fields and keys; a key that is not public, or leads to a table that is not, is left out."""
    fields = {other.name: {column.name for column in other.public_columns} for other in tables}
    own = fields[table.name]
    schema: dict[str, Any] = {"fields": [_describe_field(column) for column in table.public_columns]}
    if table.grain and own.issuperset(table.grain):
        schema["primaryKey"] = list(table.grain)
    keys = [
        {
            "fields": [key.column],
            "reference": {"resource": "" if key.table == table.name else key.table, "fields": [key.field]},
        }
        for key in table.foreign_keys
        if key.column in own and key.field in fields.get(key.table, ())
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _describe_field(column: Column) -> dict[str, Any]:
    kind = next((name for pattern, name in _TYPES if re.match(pattern, column.data_type)), "any")
    field: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "title": column.label_zh,
        "description": f"{column.description_en} {column.description_zh}",
        "additivity": column.additivity,
    }
    if column.unit:
        field["unit"] = column.unit
    if not column.is_nullable:
        field["constraints"] = {"required": True}
    return field


def _describe_licence(licence: str) -> dict[str, str]:
    """A licence by its address, its identifier, or else in words."""
    if re.match(r"https?://", licence):
        return {"path": licence}
    return {"name": licence} if _IDENTIFIER.fullmatch(licence) else {"name": "other", "title": licence}
