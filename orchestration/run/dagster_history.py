"""Check Dagster's SQLite files, which a power cut or a full disk may damage. Nothing else depends on them."""

import shutil
import sqlite3

from orchestration.settings import Settings

_FILES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def set_aside_damaged_history(settings: Settings) -> str | None:
    """Move a damaged history aside, so that Dagster begins a new one; return a sentence about it, None if it is whole.

    Only the newest damaged history is kept, as `dagster.damaged`.
    """
    for name in _FILES:
        path = settings.dagster_home / name
        try:
            if not path.exists() or _is_whole(str(path)):
                continue
        except sqlite3.OperationalError:
            continue  # another process writes it: that is Dagster itself
        except sqlite3.DatabaseError:
            pass
        aside = settings.home / "dagster.damaged"
        shutil.rmtree(aside, ignore_errors=True)
        settings.dagster_home.rename(aside)
        return f"Dagster's history {path} was damaged: it was moved to {aside}, and a new one begins"
    return None


def _is_whole(path: str) -> bool:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        return bool(connection.execute("pragma quick_check(1)").fetchone() == ("ok",))
    finally:
        connection.close()
