"""The Superset bundle: labelled by the catalogue, whole, stable, valid on both databases, and without a password."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner
from pglast import parse_sql

from orchestration.cli.main import main
from orchestration.publication.postgres import REPORTING
from orchestration.publication.superset.bundle import BundleError, make_bundle, write_bundle
from orchestration.publication.superset.charts import FILTERS
from orchestration.publication.superset.dashboards import DASHBOARDS
from orchestration.publication.superset.datasets import DATASETS
from orchestration.publication.superset.parts import Chart, Dataset
from orchestration.settings import PROJECT
from tests.conftest import query

EACH_DATASET = pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
CHARTS = [chart for board in DASHBOARDS for chart in board.charts]
URL = "postgresql://steward:s3cret@db.example.org:5433/city?sslmode=require"


@pytest.fixture(scope="module")
def release(sample_home: Path) -> Path:
    return sample_home / "current" / "warehouse.duckdb"


@pytest.fixture(scope="module")
def bundle(release: Path) -> dict[str, Any]:
    """Every file of the bundle, read as Superset reads it."""
    return {path: yaml.safe_load(text) for path, text in make_bundle(release).items()}


def test_every_column_and_metric_is_labelled_in_chinese(bundle: dict[str, Any], release: Path) -> None:
    labels = {str(label) for (label,) in query(release, "select label_zh from catalog.columns")}
    for path, dataset in bundle.items():
        if path.startswith("datasets/"):
            for part in [*dataset["columns"], *dataset["metrics"]]:
                assert labels & {part["verbose_name"], part["verbose_name"].replace("（万元）", "（元）")}, path
                assert re.search(r"[一-鿿].*[A-Za-z]", part["description"]), path


@EACH_DATASET
def test_the_sql_of_datasets_and_metrics_runs(dataset: Dataset, release: Path) -> None:
    metrics = ", ".join(metric.expression for metric in dataset.metrics) or "count(*)"
    assert len(query(release, f"select {metrics} from ({dataset.sql}) as rows")) == 1


@EACH_DATASET
def test_a_dataset_reads_what_the_mirror_has(dataset: Dataset) -> None:
    """Of the schema reporting only the views of the dashboards are mirrored."""
    mirrored = re.compile(REPORTING.replace("%", ".*"))
    assert [name for name in re.findall(r"\breporting\.(\w+)", dataset.sql) if not mirrored.fullmatch(name)] == []


@EACH_DATASET
def test_the_sql_is_postgresql_too(dataset: Dataset) -> None:
    metrics = ", ".join(metric.expression for metric in dataset.metrics) or "count(*)"
    assert parse_sql(f"select {metrics} from ({dataset.sql}) as lines\n")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_names_what_its_dataset_has(chart: Chart, bundle: dict[str, Any]) -> None:
    dataset = bundle[f"datasets/{chart.dataset.name}.yaml"]
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    assert set(list_named(chart, "metric", "metrics", "x_axis_sort", "timeseries_limit_metric")) <= metrics
    assert set(list_named(chart, "groupby", "groupbyRows", "groupbyColumns", "all_columns", "x_axis")) <= columns
    assert {one["subject"] for one in chart.settings.get("adhoc_filters", [])} <= columns
    assert set(chart.settings.get("column_config", {})) <= columns | metrics


def list_named(chart: Chart, *settings: str) -> Iterator[str]:
    for setting in settings:
        value = chart.settings.get(setting, [])
        yield from [value] if isinstance(value, str) else value


def test_names_are_told_apart(bundle: dict[str, Any]) -> None:
    names = [chart.name for chart in CHARTS]
    assert len(set(names)) == len(names)
    ids = [part["uuid"] for part in bundle.values() if "uuid" in part]
    assert len(set(ids)) == len(ids)
    for board in DASHBOARDS:
        titles = [chart.title for chart in board.charts]
        assert len(set(titles)) == len(titles)
        assert all(sum(chart.width for chart in row) <= 12 for row in board.rows)


def test_a_dashboard_holds_its_charts_and_filters(bundle: dict[str, Any]) -> None:
    charts = {part["uuid"] for path, part in bundle.items() if path.startswith("charts/")}
    placed = set()
    for board in DASHBOARDS:
        dashboard = bundle[f"dashboards/{board.name}.yaml"]
        grid = [part for part in dashboard["position"].values() if isinstance(part, dict)]
        placed |= {part["meta"]["uuid"] for part in grid if part["type"] == "CHART"}
        filters = dashboard["metadata"]["native_filter_configuration"]
        assert [one["targets"][0]["column"]["name"] for one in filters] == list(FILTERS)
        assert [one["name"] for one in filters] == ["预算年度 Year", "预算单位 Unit", "自评表样 Scheme"]
    assert placed == charts


def test_the_same_release_makes_the_same_bytes(release: Path, tmp_path: Path) -> None:
    first, second = (write_bundle(make_bundle(release), tmp_path / "superset").read_bytes() for _ in range(2))
    assert first == second


def test_a_new_bundle_takes_the_place_of_the_former(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "superset"
    (folder / "charts").mkdir(parents=True)
    (folder / "charts" / "dropped.yaml").touch()
    files = make_bundle(release)
    with zipfile.ZipFile(write_bundle(files, folder)) as archive:
        assert sorted(archive.namelist()) == sorted(f"superset/{path}" for path in files)
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.yaml")} == set(files)


def test_the_database_is_the_link_to_the_release_opened_read_only(bundle: dict[str, Any], release: Path) -> None:
    database = bundle["databases/jixiao.yaml"]
    assert database["sqlalchemy_uri"] == f"duckdb:///{release}"
    assert database["extra"]["engine_params"] == {"connect_args": {"read_only": True}}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, "postgresql+psycopg2://steward:XXXXXXXXXX@db.example.org:5433/city?sslmode=require"),
        ("postgresql:///city", "postgresql+psycopg2://:XXXXXXXXXX@/city"),
        (
            "host=/run/pg port=5433 user=a@b password='s3cret' dbname=city",
            "postgresql+psycopg2://a%40b:XXXXXXXXXX@/city?host=%2Frun%2Fpg&port=5433",
        ),
    ],
)
def test_the_database_is_the_mirror_without_its_password(release: Path, tmp_path: Path, url: str, shown: str) -> None:
    files = make_bundle(release, url)
    database = json.loads(files["databases/jixiao.yaml"])
    assert (database["sqlalchemy_uri"], database["password"]) == (shown, "")
    write_bundle(files, tmp_path / "superset")
    assert all("s3cret" not in path.read_text("utf-8") for path in (tmp_path / "superset").rglob("*.yaml"))


def test_a_column_that_nothing_explains_is_told(release: Path, tmp_path: Path) -> None:
    silent = tmp_path / "warehouse.duckdb"
    silent.write_bytes(release.read_bytes())
    with duckdb.connect(str(silent)) as connection:
        connection.execute("delete from catalog.columns where column_name = 'lost_points'")
    with pytest.raises(BundleError, match=r"dataset lines: .* no column lost_points in rpt_indicator_scores_flat"):
        make_bundle(silent)


def test_the_command_says_what_to_do(sample_home: Path, tmp_path: Path) -> None:
    environment = {"JIXIAO_HOME": str(tmp_path), "JIXIAO_POSTGRES_URL": ""}
    done = CliRunner().invoke(main, ["superset"], env=environment)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"there is no release at {tmp_path}/current: run ")
    (tmp_path / "current").symlink_to((sample_home / "current").resolve())
    done = CliRunner().invoke(main, ["superset"], env=environment)
    assert done.exit_code == 0
    assert done.stdout.endswith(f"\n  superset import-directory --overwrite {tmp_path}/superset\n")
    assert (tmp_path / "superset.zip").is_file()


def read_exposures() -> dict[str, set[str]]:
    """Return the tables and views of each exposure."""
    path = PROJECT / "dbt_project" / "models" / "exposures.yml"
    exposures = yaml.safe_load(path.read_text("utf-8"))["exposures"]
    return {one["name"]: {re.sub(r"ref\('(\w+)'\)", r"\1", ref) for ref in one["depends_on"]} for one in exposures}


def test_exposures_are_what_is_read(release: Path) -> None:
    publication = PROJECT / "orchestration" / "publication"
    read = {f"superset_{board.name}": set(board.sources) for board in DASHBOARDS}
    for exposure, folder in {"report": "report", "outgoing_documents": "outgoing"}.items():
        texts = [path.read_text("utf-8") for path in (publication / folder).rglob("*.py")]
        read[exposure] = {name for text in texts for name in re.findall(r"\b(?:marts|reporting)\.(\w+)", text)}
    read["open_data"] = {
        str(name) for (name,) in query(release, "select table_name from catalog.tables where is_public")
    }
    assert read_exposures() == read, "bring dbt_project/models/exposures.yml up to date"
