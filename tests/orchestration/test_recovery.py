"""Backup and restore, rebuild, and the pin of a rollback: nothing received is lost, and the release is the same again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.file_list import write_file_list
from orchestration.cli.main import main
from orchestration.release.diff import diff_releases
from orchestration.run.current import read_current
from orchestration.settings import read_settings
from tests.conftest import SAMPLES, build_release, run_refresh


@pytest.fixture
def home(sample_home: Path, copy_home: Callable[[Path], Path]) -> Path:
    """Return a copy of the sample's home."""
    return copy_home(sample_home)


def run(home: Path, *arguments: str) -> Result:
    environment = {"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES), "JIXIAO_POSTGRES_URL": ""}
    return CliRunner().invoke(main, arguments, env=environment)


def list_files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "backup.json"
    }


def test_a_restored_home_on_another_path_releases_the_same(home: Path, tmp_path: Path) -> None:
    done = run(home, "backup", str(tmp_path / "backup"))
    assert done.exit_code == 0, done.output
    shutil.move(home / "documents", tmp_path / "gone")  # the old home is of no use any more
    other = tmp_path / "elsewhere" / "home"
    done = run(other, "restore", str(tmp_path / "backup"))
    assert done.exit_code == 0, done.output
    released = build_release(other, SAMPLES)
    assert not diff_releases(home / "current" / "warehouse.duckdb", released)
    assert read_current(read_settings({"JIXIAO_HOME": str(other)}))["release_id"] == "00000002", "the ledger goes on"


def test_a_second_backup_copies_only_what_is_new(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    run(home, "backup", str(backup))
    before = list_files(backup)
    assert "0 files copied" in run(home, "backup", str(backup)).output
    assert list_files(backup) == before
    assert any(name.startswith("documents/") for name in before)
    assert {"releases.jsonl", "ledger/released_evaluations.parquet"} <= before.keys()
    load = home / "landing" / "load_id=00000001"
    load.rename(load.with_name("load_id=00000002"))  # as compaction does
    assert run(home, "backup", str(backup)).exit_code == 0
    assert not [name for name in list_files(backup) if "load_id=00000001" in name]


def test_a_damaged_document_is_named_and_its_intact_copy_is_kept(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    run(home, "backup", str(backup))
    document = next((home / "documents").iterdir())
    intact = document.read_bytes()
    document.chmod(0o644)
    document.write_bytes(intact[:-1] + bytes([intact[-1] ^ 1]))
    done = run(home, "backup", str(backup))
    assert done.exit_code == 1
    assert document.name in done.stderr
    assert (backup / "documents" / document.name).read_bytes() == intact
    (backup / "documents" / document.name).chmod(0o644)
    (backup / "documents" / document.name).write_bytes(b"")
    done = run(tmp_path / "other", "restore", str(backup))
    assert done.exit_code == 1
    assert "1 documents of the backup are damaged" in done.stderr
    assert not (tmp_path / "other" / "documents").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["restore", "{backup}"], "exists already; restore into another JIXIAO_HOME"),
        (["restore", "{empty}"], "is not a complete backup: it has no backup.json"),
        (["backup", "{home}/backup"], "must not contain one another"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home: Path, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    run(home, "backup", str(tmp_path / "backup"))
    (tmp_path / "empty").mkdir()
    places = {"backup": tmp_path / "backup", "empty": tmp_path / "empty", "home": home}
    done = run(home, *(argument.format(**places) for argument in arguments))
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_a_rebuild_from_landing_documents_and_seeds_gives_the_same_release(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.duckdb"
    shutil.copy(home / "current" / "warehouse.duckdb", kept)
    for name in ("releases", "build", "dagster", "ledger"):
        shutil.rmtree(home / name)
    for name in ("current", "releases.jsonl", "last_run.json"):
        (home / name).unlink()
    done = run_refresh(home, SAMPLES, command="rebuild")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not diff_releases(kept, home / "current" / "warehouse.duckdb")


def test_nothing_is_released_while_a_release_is_pinned(home: Path) -> None:
    shutil.copytree(home / "releases" / "00000001", home / "releases" / "00000002")
    record = home / "releases" / "00000001" / "release.json"
    facts = json.loads(record.read_text())
    facts["fingerprint"]["seeds"] = "others"  # the older release was made of other seeds
    record.write_text(json.dumps(facts))
    write_file_list(record.parent)
    (home / "current").unlink()
    (home / "current").symlink_to("releases/00000002")
    assert run(home, "release", "rollback").exit_code == 0
    done = run(home, "refresh")
    assert done.exit_code == 1
    assert "is pinned to release 00000001" in done.output
    assert json.loads((home / "last_run.json").read_text())["status"] == "failed"
    assert (home / "current").readlink() == Path("releases/00000001")
    assert "is pinned to release 00000001" in run(home, "release", "list").output
    assert run(home, "release", "unpin").output == "release 00000001 is no longer pinned\n"
    assert run(home, "release", "unpin").output == "no release is pinned\n"


def test_a_pin_that_cannot_be_read_still_holds(home: Path) -> None:
    (home / "pinned_release.json").write_text("{")
    settings = read_settings({"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)})
    facts = json.loads((settings.current / "release.json").read_text())
    facts["fingerprint"]["seeds"] = "others"
    (settings.current / "release.json").write_text(json.dumps(facts))
    done = run(home, "refresh")
    assert (done.exit_code, "is pinned to release unknown" in done.output) == (1, True)
