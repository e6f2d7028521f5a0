"""The documents that were once read wrong, where they are at hand: each is right, or held back where that is allowed."""

import json
import re
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import build_once, build_release, query
from tests.containers.cases import CASES, find_case
from tests.corpus.release import Read, Release, read_release
from tests.warehouse.shared_cases import FAULTS_HELD, FAULTS_NAMELESS, FORMS, FORMS_HELD, SAMPLE, Facts

_NO_DOCUMENT = ("README.md", "expected.json")
_EXPECTED = CASES / "public" / "expected.json"
PUBLIC: dict[str, str] = (
    {name: case["expected"] for name, case in json.loads(_EXPECTED.read_text("utf-8")).items()}
    if _EXPECTED.exists()
    else {}
)
_MAY_BE_HELD = ("or quarantined", "or visible")
_NAMED = {
    "unit": "supervising", "office": "unit", "project": "project", "initial": "initial_budget", "budget": "budget",
    "executed": "executed", "total": "total",
}  # fmt: skip


def _release(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    source = find_case(name)

    def build(folder: Path) -> None:
        shutil.copytree(source, folder / "inbox", ignore=shutil.ignore_patterns(*_NO_DOCUMENT))
        build_release(folder / "home", folder / "inbox")

    return build_once(tmp_path_factory, f"cases_{name}", build) / "home" / "current" / "warehouse.duckdb"


@cache
def _read(database: Path) -> Release:
    return read_release(database)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _release(tmp_path_factory, "public")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _release(tmp_path_factory, "forms")


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _release(tmp_path_factory, "faults")


def _read_facts(read: Read) -> Facts:
    execution = read.execution or {"weight": None, "score": None}
    return read.facts | {
        "line_count": len(read.lines),
        "weights": sum((line["weight"] or Decimal(0) for line in read.lines), Decimal(0)),
        "scored_lines": sum(line["score"] is not None for line in read.lines),
        "execution_weight": execution["weight"],
        "execution_score": execution["score"],
    }


def _find_admitted(release: Release, name: str) -> Read | None:
    """The one evaluation of a document, None where the document is held back with a reason."""
    reads = release.evaluations.get(name, [])
    admitted = [read for read in reads if read.state == "admitted"]
    assert len(admitted) <= 1, f"{name} counts more than once: {[read.project for read in admitted]}"
    assert admitted or release.refused.get(name) or any(read.reasons for read in reads), f"{name} is lost"
    return admitted[0] if admitted else None


def _check(release: Release, name: str, expected: Facts, *, may_be_held: bool = False) -> None:
    read = _find_admitted(release, name)
    if read is None:
        held = [(one.state, one.reasons) for one in release.evaluations.get(name, [])]
        assert may_be_held, f"{name} is held back: {held} {release.refused.get(name)}"
        return
    facts = _read_facts(read)
    assert {key: facts[key] for key in expected} == expected


# The folder `public`.


def _parse_expected(text: str) -> Facts:
    """The facts named in a sentence; what it calls unit and office are supervising department and unit today."""
    facts: Facts = {}
    text = re.sub(r"\((or|或) .*?\)|; never .*", "", text)
    text = re.sub(r"budget and executed (\d+)", r"budget \1, executed \1", text)
    for word, value in re.findall(r"\b(unit|office|project|initial|budget|executed|total) ([^\s,;)]+)", text):
        facts[_NAMED[word]] = Decimal(value) if re.fullmatch(r"[\d.]+", value) else value
    if counted := re.search(r"(\d+) (scored )?lines", text):
        facts["scored_lines" if counted[2] else "line_count"] = int(counted[1])
    return facts


@pytest.mark.parametrize("name", [name for name, text in PUBLIC.items() if _parse_expected(text)])
def test_a_public_shape_is_right_or_held_where_it_may_be(public: Path, name: str) -> None:
    text = PUBLIC[name]
    _check(_read(public), name, _parse_expected(text), may_be_held=any(phrase in text for phrase in _MAY_BE_HELD))


def test_the_sentences_of_the_public_cases_are_understood(public: Path) -> None:
    assert _parse_expected(PUBLIC["k4_title_linked_funds.docx"]) == {
        "supervising": "测试县农业农村局", "unit": "测试县青石镇人民政府", "budget": Decimal(365_000),
        "executed": Decimal(365_000), "total": Decimal(99), "scored_lines": 5,
    }  # fmt: skip
    silent = {name for name, text in PUBLIC.items() if not _parse_expected(text)}
    assert silent == {"k5_hidden_sheet.xlsx", "k6_unit_code_b.docx", "k7_yuan_under_wan.docx"}


def test_every_public_document_is_named(public: Path) -> None:
    assert set(PUBLIC) == {path.name for path in find_case("public").iterdir()} - set(_NO_DOCUMENT)


def test_a_hidden_sheet_is_named_and_no_filing(public: Path) -> None:
    release = _read(public)
    assert [(read.project, read.state) for read in release.evaluations["k5_hidden_sheet.xlsx"]] == [
        ("可见表项目", "admitted")
    ]
    sql = "select distinct reason_code from marts.rejections where relative_path = 'k5_hidden_sheet.xlsx'"
    assert query(public, sql) == [("hidden_sheet",)]


def test_a_department_with_and_without_its_code_is_one(public: Path) -> None:
    sql = """
        select distinct supervising_department_code, supervising_department_name, department_key
        from marts.fct_evaluations join marts.dim_department using (department_key)
        where relative_path like 'k6_unit_code_%'"""
    rows = query(public, sql)
    assert [row[1] for row in rows] == ["测试市云溪镇人民政府"]


def test_yuan_under_a_label_of_ten_thousands_is_a_finding(public: Path) -> None:
    read = _read(public).evaluations["k7_yuan_under_wan.docx"][0]
    assert (read.state, read.reasons) == ("quarantined", "amount_unit_plausible")


def test_a_page_heading_is_no_form(public: Path) -> None:
    assert len(_read(public).evaluations["k10_page_heading.html"]) == 1
    assert query(public, "select reason_code from marts.rejections where relative_path like 'k10%'") == []


def test_problems_and_improvements_below_the_table_of_sichuan(public: Path) -> None:
    _check(_read(public), "k8_sichuan.docx", {"problems": "个别账户信息有误。", "improvements": "加强核对。"})


# The folder `forms`.


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_right(forms: Path, name: str) -> None:
    _check(_read(forms), name, FORMS[name])


@pytest.mark.parametrize("name", FORMS_HELD)
def test_a_form_is_right_or_held(forms: Path, name: str) -> None:
    _check(_read(forms), name, FORMS_HELD[name], may_be_held=True)


def test_every_form_is_named(forms: Path) -> None:
    named = {
        *FORMS, *FORMS_HELD, "02_grade_wrong_in_total_row.txt", "03c_double_count", "17_one_spaced_spelling.txt",
    }  # fmt: skip
    assert named == {path.name for path in find_case("forms").iterdir()} - set(_NO_DOCUMENT)


def test_nothing_of_the_forms_is_refused(forms: Path) -> None:
    assert query(forms, "select relative_path, reason_code from marts.rejections") == []


def test_a_wrong_grade_in_the_total_row_is_found(forms: Path) -> None:
    read = _read(forms).evaluations["02_grade_wrong_in_total_row.txt"][0]
    assert (read.state, read.reasons) == ("quarantined", "grade_matches_bands")


def test_a_corrected_office_counts_no_money_twice(forms: Path) -> None:
    sql = """
        select project_name, count(*), sum(budget_yuan), max(office_name)
        from marts.fct_budget_execution join marts.dim_project using (project_key) join marts.dim_department using (department_key)
        where project_name in ('边缘项目990', '边缘项目991') group by 1 order by 1"""
    assert query(forms, sql) == [
        ("边缘项目990", 1, Decimal(3_075_000), "综合业务科"), ("边缘项目991", 1, Decimal(3_075_000), "综合业务科"),
    ]  # fmt: skip


def test_no_sign_for_nothing_is_an_office(forms: Path) -> None:
    names = {row[0] for row in query(forms, "select office_name from marts.dim_department")}
    assert names == {"未知", "不适用", "综合业务科", "综合处"}


def test_the_clean_spelling_of_a_concept_is_shown(forms: Path) -> None:
    sql = (
        "select distinct indicator_name from marts.dim_indicator where replace(indicator_name, ' ', '') = '系统可用率'"
    )
    assert query(forms, sql) == [("系统可用率",)]


def test_a_placeholder_at_a_page_end_is_a_line(forms: Path) -> None:
    read = _find_admitted(_read(forms), "06_pdf_placeholder_at_page_end.pdf")
    assert read is not None
    lines = [(line["name"], line["weight"], line["score"]) for line in read.lines]
    assert lines[8:10] == [("备用指标", None, None), ("接口满意度", 15, 15)]


def test_a_weight_with_a_sign_leaves_the_caps_as_printed(forms: Path) -> None:
    read = _find_admitted(_read(forms), "weight_with_a_plus_sign.txt")
    assert read is not None
    sums: dict[str, Decimal] = {}
    for line in read.lines:
        sums[line["category"]] = sums.get(line["category"], Decimal(0)) + line["weight"]
    assert sums == {"投入与管理": 36, "产出目标": 34, "效果目标": 15, "影响力目标": 15}


def test_a_target_in_three_cells_is_one_target(forms: Path) -> None:
    sql = """
        select target_operator, target_number, target_unit
        from marts.fct_indicator_scores join marts.dim_project using (project_key)
        where project_name = '校园安防' and line_number = (
            select line_number from marts.rpt_indicator_scores_flat where indicator_name = '完工时间')"""
    assert query(forms, sql) == [("<=", 9, "月")]


def test_the_code_of_a_project_is_kept(forms: Path) -> None:
    sql = "select project_code from marts.dim_project where project_name = '乡道养护'"
    assert query(forms, sql) == [("51000021R000000019951",)]


def test_points_of_hubei_stand_in_the_labels_of_levels(forms: Path, public: Path) -> None:
    read = _find_admitted(_read(forms), "hubei_20_80.txt")
    assert read is not None
    assert [line["weight"] for line in read.lines] == [20, 15, 15, 20, 10]
    silent = _find_admitted(_read(public), "k9_hubei_20_80.docx")
    assert silent is None or {line["weight"] for line in silent.lines} == {None}


# The folder `faults`.


@pytest.mark.parametrize("name", FAULTS_HELD)
def test_a_fault_never_makes_a_false_fact(faults: Path, name: str) -> None:
    _check(_read(faults), name, FAULTS_HELD[name], may_be_held=True)


@pytest.mark.parametrize("name", FAULTS_NAMELESS)
def test_a_name_outside_of_its_cell_gives_no_false_name(faults: Path, name: str) -> None:
    release = _read(faults)
    _check(release, name, FAULTS_NAMELESS[name], may_be_held=True)
    read = _find_admitted(release, name)
    assert read is None or read.facts["project"] in ("未知", "甲项目", "乙项目")


def test_every_fault_is_named(faults: Path) -> None:
    others = {path.name for path in find_case("faults").iterdir()} - {*FAULTS_HELD, *FAULTS_NAMELESS}
    assert {re.split(r"[_.]", name)[0] for name in others} == {"release", "uni", "f0235", "f0525", "xlsxfmt", "xlsx"}


def test_a_damaged_copy_of_the_sample_holds_no_false_amount(faults: Path) -> None:
    release = _read(faults)
    for name in ("f0235_sample.u16", "f0525_sample.txt"):
        for read in release.evaluations[name]:
            if read.state == "admitted":
                assert (read.facts["budget"], read.facts["executed"]) == SAMPLE[read.facts["project"]]
                assert read.facts["unit"] == "上海市大数据中心"


def test_an_amount_in_dollars_is_not_yuan(faults: Path) -> None:
    assert [read.state for read in _read(faults).evaluations["xlsxfmt_usd.xlsx"]] == ["quarantined"]


def test_a_hidden_sheet_gives_no_second_evaluation(faults: Path) -> None:
    reads = _read(faults).evaluations["xlsx_hidden_sheet.xlsx"]
    assert [(read.facts["budget"], read.facts["executed"]) for read in reads] == [(1_220_000, 1_195_600)]


def test_invisible_characters_make_no_new_project(faults: Path) -> None:
    release = _read(faults)
    names = ("release_killer_fffe_in_project_name.txt", "uni_cgj.txt", "uni_lri.txt", "uni_vs.txt")
    states = [read.state for name in names for read in release.evaluations[name]]
    assert sorted(states) == ["admitted", "superseded", "superseded", "superseded"]
    sql = "select project_name from marts.dim_project where budget_unit_name = '某市统计局' order by 1"
    shown = [row[0] for row in query(faults, sql)]
    assert shown in (["项目"], ["目项", "项目"])  # uni_rlo.txt: as it is shown, or as it is stored
