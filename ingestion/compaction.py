"""Merge the oldest loads of the landing into one, so that the number of files does not grow with the number of runs.

Rows are copied as they are, with the id of the load that read them; nothing is dropped. A merged load replaces the
loads it was made of in steps that can be repeated, so a kill at any point loses nothing: the next ingestion goes on.
"""

import json
import shutil
from pathlib import Path

from ingestion.durable import move_into_place, sync
from ingestion.file_list import write_file_list
from ingestion.home import MERGED, list_loads
from ingestion.landing import TABLES
from ingestion.sql import connect, quote

MOST_LOADS = 64
NEWEST_LOADS = 8  # that stay as they are
_REPLACED = "replaced_loads.json"


def compact(landing: Path) -> int:
    """Merge all loads but the newest if there are more than MOST_LOADS; return how many were merged.

    The caller has the refresh lock.
    """
    finish_compaction(landing)
    loads = list_loads(landing)
    if len(loads) <= MOST_LOADS:
        return 0
    old = loads[:-NEWEST_LOADS]
    temporary = landing / ".merging"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    for table in TABLES:
        _merge(landing, old, table, temporary / table)
    write_file_list(temporary)
    (temporary / _REPLACED).write_text(json.dumps(old), encoding="utf-8")
    move_into_place(temporary, landing / f"{MERGED}{old[-1]}")  # from here on the merged load counts
    finish_compaction(landing)
    return len(old)


def finish_compaction(landing: Path) -> None:
    """Put a merged load into the place of the loads it was made of, also after a kill in the middle."""
    for merged in landing.glob(f"{MERGED}*"):
        record = merged / _REPLACED
        if record.is_file():
            for load_id in json.loads(record.read_text(encoding="utf-8")):
                shutil.rmtree(landing / f"load_id={load_id}", ignore_errors=True)
            record.unlink()
        merged.rename(landing / f"load_id={merged.name.removeprefix(MERGED)}")
        sync(landing)


def _merge(landing: Path, loads: list[str], table: str, target: Path) -> None:
    paths = sorted(str(path) for load in loads for path in (landing / f"load_id={load}" / table).glob("*.parquet"))
    if not paths:
        return
    target.mkdir()
    files = ", ".join(quote(path) for path in paths)
    with connect(landing) as connection:
        connection.execute(
            f"copy (select * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)) "
            f"to {quote(str(target / 'part-0-0.parquet'))} (format parquet, compression zstd)"
        )
