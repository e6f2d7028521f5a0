"""Write the landing: append-only Parquet loads of what was read from documents. A load appears whole or not at all."""

import secrets
import shutil
import tempfile
import typing
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import NoneType, TracebackType, UnionType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.durable import move_into_place
from ingestion.file_list import NAME, write_file_list
from ingestion.home import EMPTY_LOAD_ID, list_loads, make_damaged_load_error
from ingestion.records import ParsedDocument, Rejection, Sighting

ROWS_PER_PART = 200_000
_ARROW_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    Decimal: pa.decimal128(28, 10),
    list[int]: pa.list_(pa.int64()),
}


def _to_schema(record: type) -> pa.Schema:
    """Return the Arrow schema of a record type: load_id and parser_version, then its fields."""
    fields = [pa.field("load_id", pa.string(), nullable=False), pa.field("parser_version", pa.string(), nullable=False)]
    for name, hint in typing.get_type_hints(record).items():
        options = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
        (kind,) = [option for option in options if option is not NoneType]
        fields.append(pa.field(name, _ARROW_TYPES[kind], nullable=NoneType in options))
    return pa.schema(fields)


def list_records() -> dict[str, type]:
    """Return the record type of each table: sightings, and the parts of a parsed document."""
    records: dict[str, type] = {"sightings": Sighting}
    for name, hint in typing.get_type_hints(ParsedDocument).items():
        records["documents" if name == "document" else name] = (*typing.get_args(hint), hint)[0]
    return records


TABLES: dict[str, pa.Schema] = {name: _to_schema(record) for name, record in list_records().items()}


def ensure_empty_load(landing: Path) -> None:
    """Write an empty load with the current schemas, so that every table can be read before the first document."""
    folder = landing / f"load_id={EMPTY_LOAD_ID}"
    if folder.is_dir() and all(_has_schema(folder / name / "part-0.parquet", TABLES[name]) for name in TABLES):
        return
    temporary = landing / f".load_id={EMPTY_LOAD_ID}"
    shutil.rmtree(temporary, ignore_errors=True)
    for name, schema in TABLES.items():
        (temporary / name).mkdir(parents=True)
        pq.write_table(schema.empty_table(), temporary / name / "part-0.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    move_into_place(temporary, folder)


def _has_schema(path: Path, schema: pa.Schema) -> bool:
    try:
        return path.is_file() and pq.ParquetFile(path).read().schema.equals(schema)
    except (pa.ArrowException, OSError):
        return False


def list_files_of_loads(landing: Path) -> None:
    """Write the list of files of each load that has none: those of older versions. Raises HomeDamagedError."""
    for load_id in list_loads(landing):
        folder = landing / f"load_id={load_id}"
        if (folder / NAME).exists():
            continue
        for path in sorted(folder.glob("*/*.parquet")):
            try:
                pq.ParquetFile(path).read()
            except (pa.ArrowException, OSError) as error:
                name = path.relative_to(folder).as_posix()
                raise make_damaged_load_error(landing, load_id, [f"{name} cannot be read"]) from error
        write_file_list(folder)


@dataclass
class Tally:
    """Counts of rows by table, and of rejections by reason."""

    rows: Counter[str] = field(default_factory=Counter)
    reason_codes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Add the counts of another tally."""
        self.rows.update(other.rows)
        self.reason_codes.update(other.reason_codes)


class PartWriter:
    """Collect rows and write them into the folder of a load, one Parquet part per table. One writer per process."""

    def __init__(self, folder: Path, load_id: str, parser_version: str, number: int):
        self._folder = folder
        self._load_id = load_id
        self._parser_version = parser_version
        self._number = number
        self._rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
        self._parts = 0

    def add(self, table: str, records: Sequence[tuple[object, ...]]) -> Tally:
        """Add rows of a table; return their counts."""
        self._rows[table] += records
        reasons = (record.reason_code for record in records if isinstance(record, Rejection))
        return Tally(Counter({table: len(records)}), Counter(reasons))

    def add_document(self, parsed: ParsedDocument) -> Tally:
        """Add everything read from a document; return the counts of its rows."""
        tally = self.add("documents", [parsed.document])
        for table, records in parsed._asdict().items():
            if table != "document":
                tally.add(self.add(table, records))
        return tally

    def is_full(self) -> bool:
        """Whether the rows collected fill a part."""
        return sum(len(rows) for rows in self._rows.values()) >= ROWS_PER_PART

    def write_part(self) -> None:
        """Write the rows collected so far. The part is complete only when this returns."""
        for name, rows in self._rows.items():
            if not rows:
                continue
            schema = TABLES[name]
            frame = pd.DataFrame.from_records(rows, columns=schema.names[2:])
            frame.insert(0, "load_id", self._load_id)
            frame.insert(1, "parser_version", self._parser_version)
            path = _name_part(self._folder, name, self._number, self._parts)
            path.parent.mkdir(exist_ok=True)
            pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), path, compression="zstd")
            self._rows[name] = []
        self._parts += 1


def _name_part(folder: Path, table: str, writer: int, part: int) -> Path:
    return folder / table / f"part-{writer}-{part}.parquet"


class LoadWriter:
    """Write one load into a temporary folder, which is renamed on success.

    Use as a context manager under the refresh lock. The id of the load is the last id + 1, or `load_id`: that of a load
    elsewhere which takes over the parts (`add_file`). After an exception, or if nothing was added, no load remains.
    `tally` counts the rows of the load: those added here, and those of other processes after their counts are added.
    """

    def __init__(self, landing: Path, parser_version: str, load_id: str | None = None):
        loads = list_loads(landing)
        self.load_id = load_id or f"{int(loads[-1]) + 1 if loads else 1:08d}"
        self.tally = Tally()
        self.parser_version = parser_version
        self._target = landing / f"load_id={self.load_id}"
        # A unique name: a process that survived a killed run must not write into this load.
        self._temporary = landing / f".load_id={self.load_id}.{secrets.token_hex(4)}"
        self._own = self.open_parts(0)

    def __enter__(self) -> typing.Self:
        for left_over in self._temporary.parent.glob(".load_id=*"):
            shutil.rmtree(left_over, ignore_errors=True)
        self._temporary.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self._own.write_part()
        if kind is None and any(self._temporary.iterdir()):
            write_file_list(self._temporary)
            move_into_place(self._temporary, self._target)
        else:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def make_scratch(self) -> Path:
        """Return a new folder for temporary files. If a killed run leaves it, the next load deletes it."""
        return Path(tempfile.mkdtemp(prefix=".load_id=", dir=self._target.parent.resolve()))

    def add_sighting(self, sighting: Sighting) -> None:
        """Add a sighting of a file."""
        self._count(self._own.add("sightings", [sighting]))

    def add_rejections(self, rejections: Iterable[Rejection]) -> None:
        """Add rejections."""
        self._count(self._own.add("rejections", list(rejections)))

    def add_document(self, parsed: ParsedDocument) -> None:
        """Add everything read from a document."""
        self._count(self._own.add_document(parsed))

    def _count(self, tally: Tally) -> None:
        self.tally.add(tally)
        if self._own.is_full():
            self._own.write_part()

    def open_parts(self, number: int) -> PartWriter:
        """Return a writer for another process. `number` starts at 1 and is unique within the load."""
        return PartWriter(self._temporary, self.load_id, self.parser_version, number)

    def add_file(self, table: str, number: int, content: bytes) -> None:
        """Add a Parquet file with rows of a table, as bytes. `number` is unique within the load, see `open_parts`."""
        path = _name_part(self._temporary, table, number, 0)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    def discard_part(self, number: int, part: int) -> None:
        """Remove the files of an unfinished part (from 0) of a writer."""
        for table in TABLES:
            _name_part(self._temporary, table, number, part).unlink(missing_ok=True)
