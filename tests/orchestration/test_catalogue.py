"""The catalogue: metadata of tables, columns and the release; it must be complete."""

import copy
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.dbt.indicators import list_indicators
from orchestration.publication import bus_matrix
from orchestration.publication.catalogue import MEASURES, SCHEMA, UNITS, Table, read_catalogue, split_languages
from orchestration.publication.dictionary import PATH, write_dictionary
from orchestration.release.publish import publish
from orchestration.run.run_record import StageError
from orchestration.settings import Publication, Settings, read_settings
from tests.conftest import query


@pytest.fixture(scope="module")
def manifest(sample_home: Path) -> dict[str, Any]:
    """dbt's manifest of the sample's build; tests change copies of it."""
    nodes: dict[str, Any] = json.loads((sample_home / "build" / "target" / "manifest.json").read_text("utf-8"))
    return nodes


@pytest.fixture
def release(sample_home: Path) -> Path:
    return sample_home / "current" / "warehouse.duckdb"


@pytest.fixture
def settings(sample_home: Path, copy_home: Callable[[Path], Path]) -> Settings:
    """Settings of a home that may be changed."""
    return read_settings({"JIXIAO_HOME": str(copy_home(sample_home))})


def change(manifest: dict[str, Any], model: str, column: str = "", **changes: Any) -> dict[str, Any]:
    """The manifest with a model or one of its columns with another description; None removes the metadata."""
    changed = copy.deepcopy(manifest)
    part = changed["nodes"][f"model.jixiao.{model}"]
    part = part["columns"][column] if column else part
    if "description" in changes:
        part["description"] = changes.pop("description")
    meta = part["config"]["meta"]
    for name, value in changes.items():
        meta.pop(name, None)
        if value is not None:
            meta[name] = value
    return changed


def find_unmeasured(catalogue: Sequence[Table]) -> list[str]:
    """Return numeric columns of which neither metadata nor description says how they add up or in what unit they are."""
    gaps = []
    for table in catalogue:
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            if column.is_numeric and column.additivity is None:
                gaps.append(f"{place}: say how it adds up in its description, or set config.meta.additivity")
            elif column.is_numeric and column.additivity in MEASURES and column.unit is None:
                gaps.append(f"{place}: set config.meta.unit to one of {', '.join(UNITS)}")
    return gaps


def test_every_number_has_additivity_and_unit(manifest: dict[str, Any]) -> None:
    assert find_unmeasured(read_catalogue(manifest)) == []


def test_a_number_without_them_is_named(manifest: dict[str, Any]) -> None:
    silent = change(manifest, "fct_budget_execution", "budget_yuan", description="Budget. 预算。")
    silent = change(silent, "fct_indicator_scores", "target_number", unit=None)
    assert find_unmeasured(read_catalogue(silent)) == [
        "fct_budget_execution.budget_yuan: say how it adds up in its description, or set config.meta.additivity",
        "fct_indicator_scores.target_number: set config.meta.unit to one of yuan, wan_yuan, points, rate, percentage_points, count, varies",
    ]


@pytest.mark.parametrize(
    ("column", "changes", "sentence"),
    [
        ("", {"label_zh": None}, r"fct_evaluations: add config\.meta\.label_zh"),
        ("grade_key", {"label_zh": None}, r"fct_evaluations\.grade_key: add config\.meta\.label_zh"),
        (
            "grade_key",
            {"description": "Grade."},
            r"fct_evaluations\.grade_key: describe it in English, then in Chinese",
        ),
        (
            "grade_key",
            {"description": "等级。"},
            r"fct_evaluations\.grade_key: describe it in English, then in Chinese",
        ),
        (
            "line_count",
            {"additivity": "some"},
            r"fct_evaluations\.line_count: config\.meta\.additivity is some; use one",
        ),
        ("line_count", {"unit": "lines"}, r"fct_evaluations\.line_count: config\.meta\.unit is lines; use one of yuan"),
        ("", {"kind": "thing"}, r"fct_evaluations: config\.meta\.kind is thing; use one of fact"),
    ],
)
def test_a_gap_in_the_catalogue_is_reported(
    manifest: dict[str, Any], column: str, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(StageError, match=sentence):
        read_catalogue(change(manifest, "fct_evaluations", column, **changes))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Code. 代码。", ("Code.", "代码。")),
        ("1 is the best grade. 1 为最高等级。", ("1 is the best grade.", "1 为最高等级。")),
        (
            "Office; 未知 where blank. Group by it. 处室；“未知”为空。",
            ("Office; 未知 where blank. Group by it.", "处室；“未知”为空。"),
        ),
        ("See departments.csv. 见 departments.csv。", ("See departments.csv.", "见 departments.csv。")),
        ("Only English.", ("Only English.", "")),
        ("只有中文。", ("", "只有中文。")),
    ],
)
def test_descriptions_are_split_by_language(text: str, parts: tuple[str, str]) -> None:
    assert split_languages(text) == parts


def test_tables_and_columns_of_the_catalogue_are_those_of_the_marts(release: Path) -> None:
    counted = query(release, "select table_name, row_count from catalog.tables order by 1")
    tables = [name for (name,) in query(release, "select table_name from duckdb_tables() where schema_name = 'marts'")]
    assert counted == [
        (name, *query(release, f"select count(*) from marts.{name}")[0]) for name in sorted(map(str, tables))
    ]
    catalogued = query(release, "select table_name, column_name from catalog.columns order by all")
    in_file = "select table_name, column_name from duckdb_columns() where schema_name = 'marts' order by all"
    assert catalogued == query(release, in_file)


def test_keys_and_measures_are_distinguished(release: Path) -> None:
    columns = (
        "select column_name, unit, unit_zh, additivity, is_nullable, is_public from catalog.columns where table_name = "
    )
    facts = {row[0]: row[1:] for row in query(release, f"{columns} 'fct_evaluations'")}
    assert facts["evaluation_key"] == (None, None, "key", False, True)
    assert facts["fiscal_year"] == (None, None, "key", False, True)
    assert facts["line_count"] == ("count", "个", "additive", True, True)
    assert facts["relative_path"] == (None, None, "attribute", True, False)
    scores = {row[0]: row[1:] for row in query(release, f"{columns} 'fct_indicator_scores'")}
    assert scores["self_score_points"] == ("points", "分", "semi_additive", True, True)
    assert scores["score_rate"] == ("rate", "比值", "not_additive", True, True)
    money = {row[0]: row[1:] for row in query(release, f"{columns} 'fct_budget_execution'")}
    assert money["execution_rate_gap"] == ("percentage_points", "个百分点", "not_additive", True, True)
    grains = query(release, "select table_name, kind, grain from catalog.tables")
    assert ("fct_indicator_scores", "fact", "evaluation_key, line_number") in grains
    assert ("rpt_execution_year", "report", "fiscal_year, scheme_key") in grains


def test_every_table_and_column_is_commented_in_both_languages(release: Path) -> None:
    comments = query(
        release,
        "select schema_name || '.' || table_name as place, comment from duckdb_tables() "
        "where schema_name in ('marts', 'catalog') union all "
        "select schema_name || '.' || view_name, comment from duckdb_views() where schema_name = 'reporting' union all "
        "select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns() "
        "where schema_name in ('marts', 'catalog', 'reporting')",
    )
    assert len(comments) > 500
    silent = [place for place, text in comments if not re.search(r"[A-Za-z]{2}.*\. .*[一-鿿]", str(text), re.DOTALL)]
    assert silent == []


def test_indicators_and_rules_are_listed(release: Path, manifest: dict[str, Any]) -> None:
    indicators = query(release, "select indicator_model_code from catalog.indicators order by 1")
    assert [code for (code,) in indicators] == list_indicators(manifest)
    blank = (
        "select indicator_model_code from catalog.indicators where name_zh is null or definition_zh is null "
        "or unit is null or formula_zh is null or rollup is null or reading_zh is null or caution_en is null or release_status is null"
    )
    assert query(release, blank) == []
    rules = query(release, "select rule_code, rule_name_zh from catalog.rules order by 1")
    assert rules == query(
        release, "select rule_code, rule_name_zh from marts.dim_quality_rule where rule_key > 0 order by 1"
    )


def test_releases_are_listed_with_this_one_last(settings: Settings, manifest: dict[str, Any]) -> None:
    publish(settings, manifest)
    listed = query(
        settings.current / "warehouse.duckdb",
        "select release_id, is_this_release, table_count, row_count from catalog.releases order by 1",
    )
    (former, _), (ledgered, _) = ((json.loads(line)["tables"], 0) for line in settings.release_ledger.open("rb"))
    assert listed == [
        ("00000001", False, len(former), sum(former.values())),
        ("00000002", True, len(ledgered), sum(ledgered.values())),
    ]


def test_a_release_without_publication_settings_has_blank_metadata(release: Path) -> None:
    about = "select release_id, publisher, licence, contact, is_everything_public from catalog.about"
    unsaid = "未注明 not stated"
    assert query(release, about) == [
        ("00000001", unsaid, f"{unsaid}; 使用前请向发布方确认 ask the publisher before reuse", unsaid, False)
    ]
    ((citation,),) = query(release, "select citation from catalog.about")
    assert re.fullmatch(r"项目绩效自评数据 .*, release 00000001, \d{4}-\d\d-\d\d", str(citation))


def test_publication_settings_are_in_the_release(settings: Settings, manifest: dict[str, Any]) -> None:
    said = Publication("某市财政局", "CC-BY-4.0", "", "data@example.org")
    publish(replace(settings, publication=said), manifest)
    release = settings.current / "warehouse.duckdb"
    assert query(release, "select publisher, licence, contact from catalog.about") == [
        ("某市财政局", "CC-BY-4.0", "data@example.org")
    ]
    ((citation,),) = query(release, "select citation from catalog.about")
    assert str(citation).startswith("某市财政局: 项目绩效自评数据")
    assert "某市财政局" in (settings.current / "report" / "index.html").read_text("utf-8").split("<h1>")[0]


def test_an_excluded_indicator_is_in_the_catalogue_and_has_no_rows(
    settings: Settings, manifest: dict[str, Any]
) -> None:
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("delete from marts.rpt_indicator_by_year")
    publish(settings, manifest)
    release = settings.current / "warehouse.duckdb"
    catalogued = query(release, "select row_count from catalog.tables where table_name = 'rpt_indicator_by_year'")
    assert catalogued == [(0,)]
    assert query(release, 'select count(*) from "绩效"."指标汇总（年度）"') == [(0,)]
    rows = (settings.current / "open_data" / "csv" / "rpt_indicator_by_year.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 1
    assert rows[0].startswith("fiscal_year,")
    assert (settings.current / "report" / "index.html").is_file()


def test_a_catalogue_with_gaps_is_not_released(settings: Settings, manifest: dict[str, Any]) -> None:
    with pytest.raises(StageError, match=r"the catalogue has gaps: fct_evaluations: add config\.meta\.label_zh"):
        publish(settings, change(manifest, "fct_evaluations", label_zh=None))
    assert [path.name for path in settings.releases.iterdir()] == ["00000001"]


def test_every_table_says_whether_it_is_public(manifest: dict[str, Any]) -> None:
    marts = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["schema"] == SCHEMA
    ]
    silent = [node["name"] for node in marts if not isinstance(node["config"]["meta"].get("public"), bool)]
    assert silent == [], "set config.meta.public to true or false"


def test_the_data_dictionary_is_up_to_date(manifest: dict[str, Any]) -> None:
    assert PATH.read_text("utf-8") == write_dictionary(read_catalogue(manifest)), "run make docs"


def test_the_bus_matrix_is_up_to_date_and_true(manifest: dict[str, Any], release: Path) -> None:
    page = bus_matrix.PATH.read_text("utf-8")
    assert page == bus_matrix.write_bus_matrix(read_catalogue(manifest)), "run make docs"
    columns = query(release, "select table_name, column_name from duckdb_columns() where schema_name = 'marts'")
    dimensions = query(release, "select grain, table_name from catalog.tables where table_name like 'dim_%'")
    keys = {str(grain): str(table) for grain, table in dimensions}
    facts = {str(table) for table, _ in columns if str(table).startswith("fct_")}
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]
    marked = {
        (row[0].split("`")[1], place)
        for row in cells
        if "fct_" in row[0]
        for place, cell in enumerate(row)
        if "●" in cell
    }
    names = {row[0]: row[1].strip("`") for row in cells if "dim_" in row[1]}
    heads = [head.split("<br>")[0] for head in cells[0]]
    assert {(table, names[heads[place]]) for table, place in marked} == {
        (str(table), dimension)
        for table, column in columns
        for key, dimension in keys.items()
        if table in facts and f"_{column}".endswith(f"_{key}")  # in a role: stated_grade_key
    }
