"""Each metric, computed by MetricFlow from its definition, equals the number in every place that publishes it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from orchestration.publication.catalogue import MEASURES, read_catalogue
from orchestration.publication.metrics import Metric, read_metrics
from orchestration.run.run_record import StageError
from tests.conftest import query

pytestmark = pytest.mark.slow

# The columns of a table's grain, as MetricFlow names what a metric is grouped by.
GROUPS = {
    "fiscal_year": "fiscal_year",
    "scheme_key": "scheme",
    "category_key": "category",
    "indicator_key": "indicator",
    "grade_key": "evaluation__grade",
    "assessor_role_key": "assessor_role",
    "budget_unit_code": "department__budget_unit_code",
    "project_key": "project",
}
# The same for tables of another fact.
OTHER_GROUPS = {"rpt_filing": {"budget_unit_code": "expected_evaluation__budget_unit_code"}}

# Measures of report tables that are no metric of their own.
NOT_METRICS = {
    r"\w+\.(scheme|year|unit)_quarantined_\w+": "a metric at another level, which its prefix names",
    r"rpt_grade_distribution\.(scheme_evaluation_count|evaluation_share)": "the count of all grades, and a share in it",
    r"rpt_indicator_by_\w+\.\w+": "values of the indicators, each defined by its own model",
    r"rpt_reviewer_gap\.median_gap_points": "a median, which no sum gives; tested in test_scores.py",
    r"rpt_project_history\.\w+_change(_yuan)?": "the difference between two years of a metric",
}

# Tables without a row for an unknown project or year.
WITHOUT_UNKNOWN = ("rpt_project_history",)


class _DuckDb:
    """What MetricFlow must know of a database to write SQL for it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


@cache
def read_manifest(home: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((home / "build" / "target" / "manifest.json").read_text("utf-8"))
    return manifest


@cache
def read_definitions(home: Path) -> str:
    return (home / "build" / "target" / "semantic_manifest.json").read_text("utf-8")


@cache
def start_engine(definitions: str) -> MetricFlowEngine:
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(definitions))
    return MetricFlowEngine(lookup, cast(SqlClient, _DuckDb()))


@cache
def write_sql(definitions: str, metric: str, groups: tuple[str, ...]) -> str:
    """Return MetricFlow's query of a metric by groups. It is the same for homes with the same definitions."""
    request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=groups or None)
    return start_engine(definitions).explain(request).sql_statement.sql


def list_grain(manifest: Mapping[str, Any], table: str) -> tuple[str, ...]:
    """Return the columns that a test of keys says are unique; none for a view of one row."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and (node.get("attached_node") or "").endswith(f".{table}"):
            unique = node["test_metadata"]["kwargs"].get("unique") if node.get("test_metadata") else None
            if unique:
                return tuple(unique[0])
    return ()


def compute(home: Path, metric: str, groups: tuple[str, ...]) -> dict[tuple[Any, ...], Any]:
    """Return a metric by groups, computed from its definition."""
    sql = write_sql(read_definitions(home), metric, groups)
    columns = ", ".join([*groups, metric])
    rows = query(home / "build" / "warehouse.duckdb", f"select {columns} from ({sql})")
    return {row[:-1]: row[-1] for row in rows}


def is_absent(expected: Any) -> bool:
    """Whether there is no such number, or a ratio that is published as NULL because no column holds it."""
    return expected is None or (isinstance(expected, float) and abs(expected) >= 1e11)


def are_equal(found: Any, expected: Any) -> bool:
    """Whether two numbers are equal, within a rate's twelve places if one is no decimal."""
    if isinstance(found, float) or isinstance(expected, float):
        return None not in (found, expected) and bool(float(found) == pytest.approx(float(expected), abs=1e-12))
    return bool(found == expected)


@pytest.fixture(scope="module", params=["sample_home", "broken_home"])
def home(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def test_every_metric_is_equal_in_every_place_that_publishes_it(home: Path) -> None:
    manifest = read_manifest(home)
    metrics = read_metrics(manifest)
    assert len(metrics) > 30
    places = [(metric, place) for metric in metrics for place in metric.published]
    assert len(places) > 60
    different = [line for metric, place in places for line in compare(home, manifest, metric, place)]
    assert different == []


def compare(home: Path, manifest: Mapping[str, Any], metric: Metric, place: str) -> list[str]:
    """Return a line for each group in which a place publishes another number than the metric's."""
    *schema, table, column = place.split(".")
    grain = list_grain(manifest, table)
    columns = ", ".join((*grain, column))
    rows = query(home / "build" / "warehouse.duckdb", f"select {columns} from {(schema or ['marts'])[0]}.{table}")
    published = {row[:-1]: row[-1] for row in rows}
    computed = compute(home, metric.name, tuple((GROUPS | OTHER_GROUPS.get(table, {}))[name] for name in grain))
    lines = []
    if table in WITHOUT_UNKNOWN:
        computed = {group: value for group, value in computed.items() if -1 not in group}
    for group in published.keys() | computed.keys():
        found, expected = published.get(group), computed.get(group)
        # A group that only another metric of the table has is published as 0, or as blank.
        is_equal = found in (0, None) if is_absent(expected) else are_equal(found, expected)
        if not is_equal:
            lines.append(f"{place} {dict(zip(grain, group, strict=True))}: {found}, {metric.name} is {expected}")
    return lines


def test_every_measure_of_a_report_table_is_a_metric(sample_home: Path) -> None:
    manifest = read_manifest(sample_home)
    published = {place for metric in read_metrics(manifest) for place in metric.published}
    missing = [
        f"{table.name}.{column.name}"
        for table in read_catalogue(manifest)
        for column in table.columns
        if table.kind == "report"
        and "evaluation_key" not in table.grain  # a row of facts, not aggregated
        and column.additivity in MEASURES
        and f"{table.name}.{column.name}" not in published
        and not any(re.fullmatch(pattern, f"{table.name}.{column.name}") for pattern in NOT_METRICS)
    ]
    assert missing == []


def test_the_catalogue_computes_each_metric_over_all_of_a_release(sample_home: Path) -> None:
    release = sample_home / "current" / "warehouse.duckdb"
    with duckdb.connect(str(release), read_only=True) as connection:
        rows = connection.execute("select metric_name, query, formula from catalog.metrics").fetchall()
        found = {name: connection.execute(query).fetchone() for name, query, _ in rows}
    for name, row in found.items():
        (expected,) = compute(sample_home, name, ()).values()
        assert row is not None and are_equal(row[0], expected), name
    formulas = {name: formula for name, _, formula in rows}
    assert formulas["execution_rate"] == "rated_executed_yuan / rated_budget_yuan"
    assert formulas["budget_yuan"] == "sum(budget_yuan) over fct_budget_execution"
    # By hand: the four sample forms' budgets and executed amounts.
    assert found["execution_rate"] == (pytest.approx(116_537_910 / 117_170_002),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label_zh": ""}, "budget_yuan: add config.meta.label_zh"),
        ({"unit": "dollars"}, "budget_yuan: config.meta.unit is dollars; use one of yuan"),
        ({"additivity": None}, "budget_yuan: config.meta.additivity is missing; use one of additive"),
        ({"published": ["rpt_execution_year.no_such"]}, "which is not a column of a model"),
    ],
)
def test_a_metric_that_cannot_explain_itself_stops_the_release(
    sample_home: Path, change: dict[str, Any], message: str
) -> None:
    manifest = json.loads(json.dumps(read_manifest(sample_home)))
    manifest["metrics"]["metric.jixiao.budget_yuan"]["config"]["meta"].update(change)
    with pytest.raises(StageError, match=re.escape(message)):
        read_metrics(manifest)
