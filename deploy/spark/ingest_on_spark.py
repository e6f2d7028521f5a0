"""Read the inbox on Spark: `PYTHONPATH=. .spark/bin/python deploy/spark/ingest_on_spark.py`.

Documents are read by Spark's executors, with the limits of one machine's reading, into one landing load, which the next
refresh builds. The settings are those of a refresh. The driver needs the inbox and the home; the executors need
neither.
"""

import atexit
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Self

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import SparkSession

from ingestion.documents.kept_documents import keep
from ingestion.documents.workers import KeptDocument, Parse, Workers
from ingestion.forms.layouts import Layouts
from ingestion.ingest import ingest
from ingestion.landing import LoadWriter, Tally
from ingestion.limits import Limits
from orchestration.run.lock import refresh_lock
from orchestration.settings import read_settings

PROJECT = Path(__file__).resolve().parents[2]
# One row per Parquet file of a partition; the counts of a partition are a row of its own, without a table.
SCHEMA = pa.schema({"table": pa.string(), "content": pa.binary()})


class SparkReaders:
    """Read kept documents into a load on the executors of a session; a context manager, like Workers.

    Each partition is read by one worker process of its executor, so that a document that hangs or exhausts memory costs
    one document. A partition that fails is read again by Spark; if it fails for good, the load is discarded.
    """

    def __init__(
        self, load: LoadWriter, documents: Path, layouts: Layouts, limits: Limits, _count: int, parse: Parse
    ) -> None:
        self._load = load
        self._documents = documents
        self._task = (load.parser_version, load.load_id, layouts, limits, parse)
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, documents: Iterator[KeptDocument]) -> None:
        """Read every document into the load."""
        paths = [str(self._documents / document.document_hash) for document in documents]
        if not paths:
            return
        version, load_id, layouts, limits, parse = self._task

        def read_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return read_partition(batches, version, load_id, layouts, limits, parse)

        files = start_session().read.format("binaryFile").load(paths).select("path", "content")
        parts = files.mapInArrow(read_batches, "table string, content binary").persist(StorageLevel.DISK_ONLY)
        parts.count()  # reads all partitions at the same time; the iterator below asks for one after another
        for row in parts.toLocalIterator():
            if row["table"] is None:
                counts = json.loads(row["content"].decode())
                self._load.tally.add(Tally(Counter(counts["rows"]), Counter(counts["reason_codes"])))
            else:
                self._files += 1
                self._load.add_file(row["table"], self._files, bytes(row["content"]))
        parts.unpersist()


def read_partition(
    batches: Iterable[pa.RecordBatch], version: str, load_id: str, layouts: Layouts, limits: Limits, parse: Parse
) -> Iterator[pa.RecordBatch]:
    """Read documents (path and content) on an executor; yield the Parquet files of their rows, and the counts."""
    with TemporaryDirectory() as folder:
        documents, landing = Path(folder) / "documents", Path(folder) / "landing"
        documents.mkdir()
        landing.mkdir()
        kept = []
        for batch in batches:
            for path, content in zip(batch["path"].to_pylist(), batch["content"].to_pylist(), strict=True):
                kept.append(KeptDocument(Path(path).name, len(content)))
                keep(documents, kept[-1].document_hash, content)
        if not kept:
            return
        with (
            LoadWriter(landing, version, load_id) as load,
            Workers(load, documents, layouts, limits, 1, parse) as readers,
        ):
            readers.read(iter(kept))
        counts = {"rows": load.tally.rows, "reason_codes": load.tally.reason_codes}
        yield pa.RecordBatch.from_pydict({"table": [None], "content": [json.dumps(counts).encode()]}, SCHEMA)
        for path in sorted(landing.glob("load_id=*/*/*.parquet")):
            yield pa.RecordBatch.from_pydict({"table": [path.parent.name], "content": [path.read_bytes()]}, SCHEMA)


def start_session() -> SparkSession:
    """Return the session, with the code of the project for its executors."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the Python of the executors
    session = (
        SparkSession.builder.master(os.environ.get("JIXIAO_SPARK_MASTER", "local[2]"))
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.openCostInBytes", "65536")  # forms are small: many to a partition
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # executors that start later fetch the file
    session.sparkContext.addPyFile(shutil.make_archive(f"{folder}/jixiao_ingestion", "zip", PROJECT, "ingestion"))
    return session


def main() -> int:
    """Read the inbox into one load of the home; print what was read."""
    settings = read_settings()
    with refresh_lock(settings.home):
        report = ingest(
            settings.inbox, settings.ingestion, settings.limits, settings.workers, open_readers=SparkReaders
        )
    print(
        f"load {report.load_id}: {report.documents_read} documents, {report.forms} forms"
        if report.load_id
        else "nothing new"
    )
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
