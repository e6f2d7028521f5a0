"""Every error-level dbt test can fail: each is run on a build with the fault that it checks for.

Faults for generic tests follow from what they test; those for singular tests are written out in FAULTS.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

ONE = "(select min(evaluation_key) from marts.fct_evaluations)"
FAULTS = {
    "fct_indicator_scores__category_weights_equal_cap": f"update marts.fct_indicator_scores set weight_points = weight_points + 1 where evaluation_key = {ONE} and line_number = 1",
    "fct_indicator_scores__score_within_weight": f"update marts.fct_indicator_scores set self_score_points = weight_points + 0.0001 where evaluation_key = {ONE} and line_number = 1",
    "rpt_category_year__lost_points_match_totals": "update marts.rpt_category_year set lost_points = lost_points + 0.5",
    "fct_evaluations__totals_equal_lines": f"update marts.fct_evaluations set total_score_stated_points = total_score_stated_points - 0.5 where evaluation_key = {ONE}",
    "fct_evaluations__grade_by_bands": f"update marts.fct_evaluations set total_score_computed_points = 89.99 where evaluation_key = {ONE}",
    "fct_budget_execution__amounts_not_negative": f"update marts.fct_budget_execution set executed_yuan = -0.01 where evaluation_key = {ONE}",
    "dim_indicator_category__caps_sum_to_scheme": "update marts.dim_indicator_category set cap_points = 35 where category_code = 'input_management'",
    "dim_grade__bands_are_contiguous": "update marts.dim_grade set upper_bound_points = 89 where grade_code = 'good'",
    "int_documents__every_line_has_one_role": "update intermediate.int_documents set line_count = line_count + 1",
    "load_reconciliation__matches_marts": f"delete from marts.fct_budget_execution where evaluation_key = {ONE}",
    "load_reconciliation__adds_up": "update marts.load_reconciliation set superseded_budget_yuan = 0.01",
    "load_reconciliation__quarantined_share": "update marts.load_reconciliation set form_count = 100, quarantined_count = 51",
    "evaluation_lifecycle__admitted_evaluations_stay": "delete from marts.evaluation_lifecycle",
    "departments__one_code_a_name": "insert into reference.departments (budget_unit_code, budget_unit_name) values ('X', '上海市大数据中心')",
    "departments__one_parent_and_region": "insert into reference.departments (budget_unit_code, region) values ('SHBDC', '别处')",
    "dim_project__reserved_members": "delete from marts.dim_year where fiscal_year = -2",
    "fct_recomputed_scores__score_or_reason": f"update marts.fct_recomputed_scores set reason_zh = null where evaluation_key = {ONE}",
    "fct_budget_lines__totals_match_execution": f"delete from marts.fct_budget_lines where evaluation_key = {ONE}",
}


def generic_faults(node: dict[str, Any], table: str) -> list[tuple[str, str]]:
    """SQL that breaks a generic test in each way that it guards against, with what the failing row must say of it."""
    metadata = node.get("test_metadata")
    if metadata is None:
        return []
    arguments = metadata["kwargs"]
    match metadata["name"]:
        case "keys":
            faults = []
            for columns in arguments.get("unique", ()):
                names, values = ", ".join(columns), ", ".join("null" for _ in columns)
                faults.append(
                    (f"insert into {table} ({names}) values ({values}), ({values})", f"2 rows have the same {names}: ")
                )
            for column in arguments.get("not_null", ()):
                faults.append((f"insert into {table} ({column}) values (null)", f"{column} is NULL"))
            for reference in arguments.get("references", ()):
                column = reference["column"]
                faults.append(
                    (f"insert into {table} ({column}) values ('987654321')", f"{column} 987654321 is not in ")
                )
            return faults
        case "indicator_contract":
            return [(f"update {table} set status = null", "its status is NULL")]
        case "relationships" | "accepted_values" | "matches_pattern":
            return [(f"insert into {table} ({arguments['column_name']}) values ('987654321')", "")]
    raise AssertionError(f"write a fault for the generic test {metadata['name']} here")


@pytest.fixture(scope="module")
def build(broken_home: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A copy of a build that may be broken."""
    target = tmp_path_factory.mktemp("faults") / "warehouse.duckdb"
    target.write_bytes((broken_home / "build" / "warehouse.duckdb").read_bytes())
    connection = duckdb.connect(str(target), config={"file_search_path": str(broken_home)})
    # Faults are inserted into tables, so the views with data tests become tables.
    views = connection.execute("select view_name from duckdb_views() where schema_name = 'reporting'").fetchall()
    for (view,) in views:
        connection.execute(f"create table reporting.{view}_rows as from reporting.{view}")
    for (view,) in views:
        connection.execute(f"drop view reporting.{view}")
        connection.execute(f"alter table reporting.{view}_rows rename to {view}")
    return connection


@pytest.fixture(scope="module")
def error_tests(broken_home: Path) -> dict[str, tuple[dict[str, Any], str, str]]:
    """Error-level tests by name: node, table it is attached to, compiled SQL."""
    target = broken_home / "build" / "target"
    manifest = json.loads((target / "manifest.json").read_text())
    compiled = {
        result["unique_id"]: result["compiled_code"]
        for name in ("core", "indicator")
        for result in json.loads((broken_home / "build" / f"{name}_run_results.json").read_text())["results"]
    }
    nodes = manifest["nodes"]
    tests = {}
    for key, node in nodes.items():
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
            attached = nodes.get(node.get("attached_node") or "", {})
            table = f"{attached['schema']}.{attached['name']}" if attached else ""
            tests[node["name"]] = (node, table, compiled[key])
    return tests


def test_each_error_test_fails_on_its_fault(
    build: duckdb.DuckDBPyConnection, error_tests: dict[str, tuple[dict[str, Any], str, str]]
) -> None:
    unseen, count = [], 0
    for name, (node, table, sql) in error_tests.items():
        faults = generic_faults(node, table) or [(fault, "") for fault in [FAULTS.get(name)] if fault]
        assert faults, f"{name}: write a fault that makes this test fail into FAULTS"
        assert build.execute(sql).fetchall() == [], f"{name} fails without a fault"
        for fault, words in faults:
            build.execute("begin")
            build.execute(fault)
            if not any(words in str(row[0]) for row in build.execute(sql).fetchall()):
                unseen.append(f"{name}: {fault}")
            build.execute("rollback")
            count += 1
    assert unseen == []
    assert count > 200


def test_every_fault_belongs_to_an_existing_test(error_tests: dict[str, tuple[dict[str, Any], str, str]]) -> None:
    assert set(FAULTS) <= set(error_tests)


@pytest.mark.parametrize(
    "fault",
    [
        "update intermediate.int_documents set row_line_count = 0 where form_count > 0",
        "update intermediate.int_documents set form_count = form_count + 1",
        "delete from intermediate.int_indicator_lines where line_number = 1",
    ],
)
def test_a_lost_line_or_form_is_seen(
    build: duckdb.DuckDBPyConnection, error_tests: dict[str, tuple[dict[str, Any], str, str]], fault: str
) -> None:
    _, _, sql = error_tests["int_documents__every_line_has_one_role"]
    build.execute("begin")
    build.execute(fault)
    assert build.execute(sql).fetchall()
    build.execute("rollback")


def test_dbt_unit_tests_pass(broken_home: Path, copy_home: Callable[[Path], Path]) -> None:
    from tests.conftest import run_dbt

    done = run_dbt(copy_home(broken_home), "test", "--select", "test_type:unit")
    assert done.returncode == 0, done.stdout
    assert "ERROR=0" in done.stdout
    assert "PASS=0" not in done.stdout
