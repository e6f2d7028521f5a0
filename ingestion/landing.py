"""The landing: what was read of documents, as text, append-only, in Parquet loads that appear whole or not at all."""

import shutil
import typing
from collections.abc import Iterable
from pathlib import Path
from types import NoneType, TracebackType, UnionType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.records import (
    AssessorScore,
    Document,
    Evaluation,
    FormField,
    IndicatorLine,
    ParsedDocument,
    Rejection,
    SetAsideForm,
    Sighting,
)

EMPTY_LOAD_ID = "00000000"
_ROWS_PER_PART = 200_000
_ARROW_TYPES = {str: pa.string(), int: pa.int64(), bool: pa.bool_(), list[int]: pa.list_(pa.int64())}


def _to_schema(record: type) -> pa.Schema:
    """Arrow schema of a record type: its fields by their types, after load_id and parser_version."""
    fields = [pa.field("load_id", pa.string(), nullable=False), pa.field("parser_version", pa.string(), nullable=False)]
    for name, hint in typing.get_type_hints(record).items():
        options = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
        (kind,) = [option for option in options if option is not NoneType]
        fields.append(pa.field(name, _ARROW_TYPES[kind], nullable=NoneType in options))
    return pa.schema(fields)


TABLES: dict[str, pa.Schema] = {
    "sightings": _to_schema(Sighting),
    "documents": _to_schema(Document),
    "evaluations": _to_schema(Evaluation),
    "form_fields": _to_schema(FormField),
    "indicator_lines": _to_schema(IndicatorLine),
    "assessor_scores": _to_schema(AssessorScore),
    "set_aside_forms": _to_schema(SetAsideForm),
    "rejections": _to_schema(Rejection),
}


def list_loads(landing: Path) -> list[str]:
    """Ids of the loads that hold documents, oldest first."""
    ids = (path.name.removeprefix("load_id=") for path in landing.glob("load_id=*"))
    return sorted(load_id for load_id in ids if load_id != EMPTY_LOAD_ID)


def ensure_empty_load(landing: Path) -> None:
    """Write the empty load with today's schemas, so that every table can be read before the first document."""
    folder = landing / f"load_id={EMPTY_LOAD_ID}"
    if folder.is_dir() and all(_has_schema(folder / name / "part-0.parquet", TABLES[name]) for name in TABLES):
        return
    temporary = landing / f".load_id={EMPTY_LOAD_ID}"
    shutil.rmtree(temporary, ignore_errors=True)
    for name, schema in TABLES.items():
        (temporary / name).mkdir(parents=True)
        pq.write_table(schema.empty_table(), temporary / name / "part-0.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)


def _has_schema(path: Path, schema: pa.Schema) -> bool:
    return path.is_file() and pq.read_schema(path).equals(schema)


class LoadWriter:
    """Writes one load: rows gather in a temporary folder, which is renamed when all went well.

    Use as a context manager under the refresh lock. The load's id is the last one + 1. After an exception, and
    where nothing was added, no load remains.
    """

    def __init__(self, landing: Path, parser_version: str):
        loads = list_loads(landing)
        self.load_id = f"{int(loads[-1]) + 1 if loads else 1:08d}"
        self._target = landing / f"load_id={self.load_id}"
        self._temporary = landing / f".load_id={self.load_id}"
        self._parser_version = parser_version
        self._rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
        self._parts = 0

    def __enter__(self) -> typing.Self:
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self._write_part()
        if kind is None and self._parts:
            self._temporary.rename(self._target)
        else:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def add_sighting(self, sighting: Sighting) -> None:
        """Add a file seen."""
        self._rows["sightings"].append(sighting)

    def add_rejections(self, rejections: Iterable[Rejection]) -> None:
        """Add what could not be read."""
        self._rows["rejections"] += rejections

    def add_document(self, parsed: ParsedDocument) -> None:
        """Add everything read of a document."""
        self._rows["documents"].append(parsed.document)
        self._rows["evaluations"] += parsed.evaluations
        self._rows["form_fields"] += parsed.form_fields
        self._rows["indicator_lines"] += parsed.indicator_lines
        self.add_rejections(parsed.rejections)
        if sum(len(rows) for rows in self._rows.values()) >= _ROWS_PER_PART:
            self._write_part()

    def _write_part(self) -> None:
        """Write the rows gathered so far as one Parquet part a table."""
        written = {name: rows for name, rows in self._rows.items() if rows}
        for name, rows in written.items():
            schema = TABLES[name]
            frame = pd.DataFrame.from_records(rows, columns=schema.names[2:])
            frame.insert(0, "load_id", self.load_id)
            frame.insert(1, "parser_version", self._parser_version)
            folder = self._temporary / name
            folder.mkdir(exist_ok=True)
            pq.write_table(
                pa.Table.from_pandas(frame, schema=schema, preserve_index=False),
                folder / f"part-{self._parts}.parquet",
                compression="zstd",
            )
            self._rows[name] = []
        self._parts += bool(written)
