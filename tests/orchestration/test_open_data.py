"""Open data: the marts' numbers, valid for machines, harmless in a spreadsheet, and nothing that is private."""

import csv
import gzip
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package
from openpyxl import load_workbook

from orchestration.publication import sheets
from orchestration.publication.catalogue import read_catalogue
from orchestration.publication.datapackage import describe_package
from orchestration.publication.formulas import PATTERN, is_formula
from orchestration.publication.open_data import write_open_data
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.release.publish import publish
from orchestration.run.run_record import StageError
from orchestration.settings import Publication, Settings, SettingsError, read_settings
from tests.conftest import build_release, query
from tests.shanghai_form import Form

SCRIPT = "<script>alert(1)</script>"
HALF = '=HYPERLINK("http://x","y")'
FULL = "＝HYPERLINK（1）"
COMMAND = "=1+1项目"
SECRETS = {
    "unit": "某市隐名局",
    "project": "隐名项目",
    "folder": "密存",
    "goal": "不宜公开的年度目标",
    "problem": "不宜公开的问题",
    "remark": "HYPERLINK",
}
BLOCKED = {"隐名项目", "隐名项目二"}


def write_inbox(inbox: Path) -> None:
    """Admitted forms with hostile texts, and forms of a unit of which everything is quarantined."""
    folder = inbox / "2019" / SECRETS["folder"]
    folder.mkdir(parents=True)
    clean = Form().with_head(项目年度总目标=SECRETS["goal"], 主要问题=SECRETS["problem"])
    broken = clean.with_head(预算单位=SECRETS["unit"]).with_cell(1, 4, "60")
    hostile = {
        "script": clean.with_head(项目名称=SCRIPT.replace("<", "&lt;").replace(">", "&gt;")).with_cell(1, 5, HALF),
        "full": clean.with_head(项目名称="全角项目").with_cell(1, 5, FULL).with_cell(2, 5, "－1"),
        "command": clean.with_head(项目名称=COMMAND).with_cell(1, 5, "@SUM(1)").with_cell(2, 5, "+1"),
    }
    for name, form in hostile.items():
        (folder / f"{name}.txt").write_text(form.text(), encoding="utf-8")
    for number, project in enumerate(sorted(BLOCKED)):
        (folder / f"blocked{number}.txt").write_text(broken.with_head(项目名称=project).text(), encoding="utf-8")


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release by default settings and one, the second, with everything public."""
    folder = tmp_path_factory.mktemp("hostile")
    write_inbox(folder / "inbox")
    build_release(folder / "home", folder / "inbox")
    settings = read_settings({"JIXIAO_HOME": str(folder / "home")})
    whole = Publication(licence="https://example.org/terms", publish_all=True)
    publish(replace(settings, publication=whole), read_manifest(settings))
    return folder / "home"


def read_manifest(settings: Settings) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((settings.dbt_target / "manifest.json").read_text("utf-8"))
    return manifest


@pytest.fixture
def hostile(hostile_home: Path) -> Path:
    """The release by default settings."""
    return hostile_home / "releases" / "00000001"


@pytest.fixture
def everything(hostile_home: Path) -> Path:
    """The release with JIXIAO_PUBLISH_ALL."""
    return hostile_home / "releases" / "00000002"


@pytest.fixture
def sample(sample_home: Path) -> Path:
    return sample_home / "current"


def read_csv(release: Path, table: str) -> list[dict[str, str]]:
    with (release / "open_data" / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_parquet(release: Path, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        path = release / "open_data" / "parquet" / f"{table}.parquet"
        return connection.execute(f"select {columns} from read_parquet('{path}')").fetchall()


def list_public(release: Path) -> dict[str, list[tuple[str, str | None, str]]]:
    """Columns of each public table, with unit and additivity."""
    rows = query(
        release / "warehouse.duckdb",
        "select table_name, column_name, unit, additivity from catalog.columns where is_public order by all",
    )
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    for table, column, unit, additivity in rows:
        found.setdefault(str(table), []).append((str(column), None if unit is None else str(unit), str(additivity)))
    return found


@pytest.mark.parametrize("name", ["sample", "everything"])
def test_rows_and_sums_are_those_of_the_marts(name: str, request: pytest.FixtureRequest) -> None:
    release: Path = request.getfixturevalue(name)
    public = list_public(release)
    assert len(public) > 25
    for table, columns in public.items():
        measures = [column for column, unit, additivity in columns if unit and additivity != "attribute"]
        sums = ", ".join(["count(*)", *(f"coalesce(sum({column}), 0)" for column in measures)])
        (expected,) = query(release / "warehouse.duckdb", f"select {sums} from marts.{table}")
        assert read_parquet(release, table, sums) == [expected], table
        rows = read_csv(release, table)
        found = [sum(Decimal(row[column] or 0) for row in rows) for column in measures]
        assert (len(rows), *found) == expected, table


def test_facts_are_whole_where_a_unit_is_left_out(hostile: Path) -> None:
    database = hostile / "warehouse.duckdb"
    assert query(database, "select count(*) from marts.quarantined_evaluations") == [(len(BLOCKED),)]
    for table in ("fct_evaluations", "fct_indicator_scores", "fct_budget_execution", "rpt_indicator_scores_flat"):
        assert query(database, f"select count(*) from marts.{table}") == [(len(read_csv(hostile, table)),)]
    units = {row["budget_unit_name"] for row in read_csv(hostile, "dim_department")}
    assert units == {"某市数据局", "未知", "不适用"}
    (held,) = query(
        database, "select count(*), sum(budget_yuan) from marts.rpt_department_year where evaluation_count > 0"
    )
    rows = read_csv(hostile, "rpt_department_year")
    assert (len(rows), sum(Decimal(row["budget_yuan"]) for row in rows)) == held


def test_the_money_that_waits_is_told_without_names(hostile: Path) -> None:
    (row,) = read_csv(hostile, "rpt_execution_year")
    assert (row["quarantined_evaluation_count"], row["quarantined_budget_yuan"]) == ("2", "2000000.00")


@pytest.mark.parametrize("name", ["sample", "hostile", "everything"])
def test_the_data_package_is_valid(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name) / "open_data"
    report = Package.from_descriptor(str(folder / "datapackage.json")).validate()
    assert report.flatten(["type", "title", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len([path for path in folder.rglob("*") if path.is_file()]) - 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda package: package["resources"][0].update(hash="sha256:00"), "hash-count"),
        (lambda package: package["resources"][-1].update(bytes=1), "byte-count"),
        (lambda package: find(package, "fct_evaluations")["schema"]["fields"][0].update(type="date"), "type-error"),
        (
            lambda package: find(package, "fct_indicator_scores")["schema"].update(primaryKey=["line_number"]),
            "primary-key",
        ),
        (
            lambda package: next(
                key
                for key in find(package, "fct_evaluations")["schema"]["foreignKeys"]
                if key["fields"] == ["project_key"]
            ).update(reference={"resource": "dim_year", "fields": ["fiscal_year"]}),
            "foreign-key",
        ),
    ],
)
def test_a_faulty_data_package_is_found(sample: Path, change: Any, fault: str) -> None:
    package = json.loads((sample / "open_data" / "datapackage.json").read_text("utf-8"))
    change(package)
    report = Package.from_descriptor(package, basepath=str(sample / "open_data")).validate()
    assert fault in {kind for (kind,) in report.flatten(["type"])}


def find(package: dict[str, Any], name: str) -> dict[str, Any]:
    resources: list[dict[str, Any]] = package["resources"]
    return next(resource for resource in resources if resource["name"] == name)


def test_a_csv_too_long_for_a_spreadsheet_is_compressed(
    sample_home: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "SPREADSHEET_ROWS", 10)
    manifest = read_manifest(read_settings({"JIXIAO_HOME": str(sample_home)}))
    metadata = PublicationMetadata("00000009", "2026-01-01T00:00:00Z", Publication())
    for name in ("first", "second"):
        write_open_data(sample / "warehouse.duckdb", tmp_path / name, read_catalogue(manifest), metadata)
    folder = tmp_path / "first"
    names = {path.name for path in (folder / "csv").iterdir()}
    assert {"fct_indicator_scores.csv.gz", "fct_evaluations.csv"} <= names and "fct_indicator_scores.csv" not in names
    content = (folder / "csv" / "fct_indicator_scores.csv.gz").read_bytes()
    assert gzip.decompress(content) == (sample / "open_data" / "csv" / "fct_indicator_scores.csv").read_bytes()
    assert content == (tmp_path / "second" / "csv" / "fct_indicator_scores.csv.gz").read_bytes()  # can be shared
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert find(package, "fct_indicator_scores")["compression"] == "gz"
    report = Package.from_descriptor(str(folder / "datapackage.json")).validate()
    assert report.flatten(["type", "title", "message"]) == []


def test_hashes_are_those_of_the_files(sample: Path) -> None:
    folder = sample / "open_data"
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)


def test_fields_say_what_they_are(sample: Path) -> None:
    package = json.loads((sample / "open_data" / "datapackage.json").read_text("utf-8"))
    scores = find(package, "fct_indicator_scores")["schema"]
    assert scores["primaryKey"] == ["evaluation_key", "line_number"]
    assert {
        "fields": ["project_key"],
        "reference": {"resource": "dim_project", "fields": ["project_key"]},
    } in scores["foreignKeys"]
    (weight,) = (field for field in scores["fields"] if field["name"] == "weight_points")
    assert weight == {
        "name": "weight_points",
        "type": "number",
        "title": "权重",
        "description": "Weight in points as printed; NULL for a placeholder. Adds up within one evaluation. "
        "权重（分），未设指标的行为空。仅在同一评价内可加。",
        "additivity": "semi_additive",
        "unit": "points",
    }


@pytest.mark.parametrize(
    ("licence", "licences"),
    [
        ("CC-BY-4.0", [{"name": "CC-BY-4.0"}]),
        ("https://example.org/terms", [{"path": "https://example.org/terms"}]),
        ("政府信息，署名使用", [{"name": "other", "title": "政府信息，署名使用"}]),
        ("", None),
    ],
)
def test_a_licence_is_named_and_never_made_up(tmp_path: Path, licence: str, licences: object) -> None:
    (tmp_path / "jixiao.xlsx").write_bytes(b"")
    metadata = PublicationMetadata("00000001", "2026-01-01T00:00:00+00:00", Publication("某市财政局", licence))
    package = describe_package([], metadata, 1, tmp_path)
    assert package.get("licenses") == licences
    assert package["contributors"] == [{"title": "某市财政局", "role": "publisher"}]


@cache
def list_texts(release: Path) -> list[tuple[str, str]]:
    """Everything that open data say, unpacked: file and text."""
    return list(unpack(release))


def unpack(release: Path) -> Iterator[tuple[str, str]]:
    folder = release / "open_data"
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            yield path.name, str(read_parquet(release, path.stem))
            yield path.name, path.read_bytes().decode("utf-8", "ignore")
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8")
        elif path.is_file():
            yield path.name, path.read_text("utf-8")


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_nothing_private_leaks(hostile: Path, everything: Path, secret: str) -> None:
    assert [name for name, text in list_texts(hostile) if secret in text] == []
    assert [name for name, text in list_texts(everything) if secret in text] != []


def test_no_hash_of_a_document_leaks(hostile: Path) -> None:
    hashes = query(hostile / "warehouse.duckdb", "select distinct document_hash from marts.evaluation_lifecycle")
    assert len(hashes) == 5
    assert [name for name, text in list_texts(hostile) for (known,) in hashes if str(known) in text] == []


def test_private_tables_are_these(sample: Path) -> None:
    private = query(sample / "warehouse.duckdb", "select table_name from catalog.tables where not is_public order by 1")
    assert [name for (name,) in private] == [
        "correction_rows", "evaluation_corrections", "evaluation_lifecycle", "evaluation_narratives", "evaluation_revisions",
        "fct_review_signals", "fct_text_reuse", "filing_coverage", "finding_places", "load_reconciliation", "printed_fields",
        "printed_lines", "quality_scorecard", "quarantined_evaluations", "rejections", "rpt_filing", "rpt_review_sample", "rpt_review_worklist",
        "rule_findings", "set_aside_forms", "unmapped_names",
    ]  # fmt: skip
    places = query(
        sample / "warehouse.duckdb",
        "select table_name, column_name from catalog.columns where is_public and (column_name similar to "
        "'.*(path|hash|excerpt|source_line|source_page|source_row|first_line|last_line|form_ordinal).*' "
        "or column_name in ('explanation_text', 'remark_text', 'deviation_text', 'cause'))",
    )
    assert places == []


def test_a_table_that_nobody_marked_is_not_public(hostile_home: Path) -> None:
    manifest = read_manifest(read_settings({"JIXIAO_HOME": str(hostile_home)}))
    del manifest["nodes"]["model.jixiao.fct_evaluations"]["config"]["meta"]["public"]
    assert not next(table for table in read_catalogue(manifest) if table.name == "fct_evaluations").is_public
    assert all(table.is_public for table in read_catalogue(manifest, publish_all=True))


def test_texts_that_compute_are_quoted_in_csv(hostile: Path, everything: Path) -> None:
    names = {row["project_name"] for row in read_csv(hostile, "rpt_indicator_scores_flat")}
    assert names == {SCRIPT, "全角项目", f"'{COMMAND}"}
    remarks = {row["remark_text"] for row in read_csv(everything, "rpt_indicator_scores_flat")} - {""}
    printed = {
        text for (text,) in read_parquet(everything, "rpt_indicator_scores_flat", "distinct remark_text") if text
    }
    assert HALF in printed
    assert len(printed) == 5
    assert remarks == {f"'{text}" for text in printed}
    assert all(
        not is_formula(value)
        for release in (hostile, everything)
        for path in (release / "open_data" / "csv").iterdir()
        for row in csv.reader(path.open(encoding="utf-8-sig", newline=""))
        for value in row
        if not is_number(value)
    )


def is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def test_numbers_stay_numbers_in_csv(everything: Path) -> None:
    unknown = [row for row in read_csv(everything, "dim_project") if row["project_name"] == "未知"]
    assert [row["project_key"] for row in unknown] == ["-1"]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠a", " =1", "　＝1"]
)
def test_a_formula_is_told_in_python_as_in_sql(text: str) -> None:
    for sample, told in ((text, True), (f"a{text}", False), (f"'{text}", False)):
        assert is_formula(sample) is told
        assert duckdb.execute("select regexp_matches(?, ?)", [sample, PATTERN]).fetchall() == [(told,)]


def test_texts_are_texts_in_the_workbook(everything: Path) -> None:
    workbook = load_workbook(everything / "open_data" / "jixiao.xlsx")
    sheet = workbook["指标得分宽表"]
    header, *rows = sheet.iter_rows()
    labels = [cell.value for cell in header]
    remarks = [row[labels.index("备注")] for row in rows]
    assert HALF in {cell.value for cell in remarks}
    assert {cell.data_type for cell in remarks if cell.value} == {"s"}
    assert {cell.quotePrefix for cell in remarks if cell.value} == {True}
    projects = {row[labels.index("项目名称")].value for row in rows}
    assert projects == {SCRIPT, "全角项目", COMMAND}
    assert [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_a_failure_leaves_the_former_release(hostile_home: Path) -> None:
    settings = read_settings({"JIXIAO_HOME": str(hostile_home)})
    manifest = read_manifest(settings)
    manifest["nodes"]["model.jixiao.dim_project"]["config"]["meta"]["public_rows"] = "no_such_column > 0"
    before = (settings.current.resolve(), sorted(settings.releases.iterdir()), settings.release_ledger.read_text())
    with pytest.raises(StageError, match=r"the open data of the release could not be made: .*no_such_column"):
        publish(settings, manifest)
    after = (settings.current.resolve(), sorted(settings.releases.iterdir()), settings.release_ledger.read_text())
    assert after == before


def test_settings_of_publication() -> None:
    said = {
        "JIXIAO_PUBLISHER": " 某市财政局 ", "JIXIAO_LICENCE": "CC-BY-4.0", "JIXIAO_CITATION": "a\nb",
        "JIXIAO_CONTACT": "data@example.org", "JIXIAO_PUBLISH_ALL": "1",
    }  # fmt: skip
    expected = Publication("某市财政局", "CC-BY-4.0", "a b", "data@example.org", publish_all=True)
    assert read_settings(said).publication == expected
    assert read_settings({}).publication == Publication()
    with pytest.raises(
        SettingsError, match="JIXIAO_PUBLISH_ALL is 'yes': use 1 to publish all tables and columns, or 0"
    ):
        read_settings({"JIXIAO_PUBLISH_ALL": "yes"})
