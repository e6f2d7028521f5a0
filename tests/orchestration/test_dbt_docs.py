"""The dbt docs of a release: they contain every model and no machine paths, and they are optional."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.release.publish import publish
from orchestration.settings import PROJECT, read_settings
from tests.conftest import query


def read_part(page: str, name: str) -> dict[str, Any]:
    """Return the manifest or catalog that is embedded in the page."""
    start = re.search(rf"\b{name}:(?={{)", page)
    assert start
    part: dict[str, Any] = json.JSONDecoder().raw_decode(page[start.end() :])[0]
    return part


def test_the_docs_belong_to_the_build_and_contain_no_machine_paths(sample_home: Path) -> None:
    page = (sample_home / "current" / "docs" / "index.html").read_text("utf-8")
    for place in (sample_home, PROJECT, Path.home()):
        assert f"{place}/" not in page
    manifest, catalog = read_part(page, "manifest"), read_part(page, "catalog")
    assert manifest["metadata"].keys() == {"dbt_schema_version", "project_name", "adapter_type"}
    tables = query(sample_home / "current" / "warehouse.duckdb", "select table_name, row_count from catalog.tables")
    for name, rows in tables:
        node = catalog["nodes"][f"model.jixiao.{name}"]
        assert node["stats"]["rows"]["value"] == rows
        assert node["columns"].keys() == manifest["nodes"][f"model.jixiao.{name}"]["columns"].keys()
    source = manifest["sources"]["source.jixiao.landing.documents"]
    assert source["relation_name"].startswith("read_parquet('landing/")


def test_a_release_is_published_without_docs_that_cannot_be_made(
    sample_home: Path,
    copy_home: Callable[[Path], Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = read_settings({"JIXIAO_HOME": str(copy_home(sample_home))})
    manifest = json.loads((settings.dbt_target / "manifest.json").read_text())
    monkeypatch.setattr("dbt.task.docs.DOCS_INDEX_FILE_PATH", str(settings.home / "gone.html"))
    release = publish(settings, manifest)
    assert not (release.folder / "docs").exists()
    assert "the dbt docs could not be made; the release is published without them" in caplog.text
    assert "docs/index.html" not in (release.folder / "report" / "index.html").read_text("utf-8")
