"""Shared cases: each file is read as its README or expected.json says, or is quarantined if they allow it."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import PROJECT
from tests.conftest import build_marts, build_once, query
from tests.corpus.release import Read, Release, read_release

CASES = PROJECT.parent / "shared" / "cases"
_LISTS = ("README.md", "expected.json")
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not at {CASES}")


@dataclass
class Case:
    """The expected facts of the form in a file, and whether the form may be quarantined instead."""

    facts: dict[str, object] = field(default_factory=dict)
    may_be_quarantined: bool = False


@dataclass
class Filed:
    """A released folder of cases."""

    database: Path
    release: Release

    def find(self, name: str) -> list[Read]:
        """Return the evaluations of a file in any state."""
        return self.release.evaluations.get(name, [])

    def find_one(self, name: str) -> Read:
        """Return the only evaluation of a file."""
        reads = self.find(name)
        assert len(reads) == 1, [(read.project, read.state) for read in reads]
        return reads[0]

    def find_rules(self, name: str) -> set[object]:
        """Return the rules of any severity that the forms of a file fail."""
        sql = f"select f.rule_code from marts.rule_findings f join marts.evaluation_lifecycle l using (evaluation_key) where l.relative_path = '{name}'"
        return {row[0] for row in query(self.database, sql)}

    def find_rejections(self, name: str) -> list[tuple[object, ...]]:
        """Return the rejections of a file: reason and scope."""
        sql = f"select reason_code, rejection_scope from marts.rejections where relative_path = '{name}'"
        return query(self.database, sql)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Filed]:
    """A function that releases a folder of cases once."""

    @cache
    def file(name: str) -> Filed:
        def build(folder: Path) -> None:
            inbox = folder / "inbox"
            shutil.copytree(CASES / name, inbox, ignore=shutil.ignore_patterns(*_LISTS))
            for path in (inbox, *inbox.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            # Some of the faults once stopped a release.
            build_marts(folder / "home", inbox, target="release" if name == "faults" else "core")

        database = build_once(tmp_path_factory, f"cases_{name}", build) / "home" / "build" / "warehouse.duckdb"
        return Filed(database, read_release(database))

    return file


def _check(filed: Filed, name: str, case: Case) -> None:
    read = filed.find_one(name)
    if case.may_be_quarantined and read.state == "quarantined":
        return
    assert read.state == "admitted", read.reasons
    seen = {fact: _show(read, fact) for fact in case.facts}
    differences = {
        fact: (seen[fact], printed) for fact, printed in case.facts.items() if not _agrees(seen[fact], printed)
    }
    assert not differences, f"read, printed: {differences}"


def _show(read: Read, fact: str) -> Any:
    if fact == "line count":
        return len(read.lines)
    if fact == "scored line count":
        return sum(line["score"] is not None for line in read.lines)
    return read.facts[fact]


def _agrees(seen: object, printed: object) -> bool:
    if isinstance(printed, tuple):
        return seen in printed
    return (seen is None or seen == "未知") if printed is None else seen == printed


# Shapes seen in public forms: the facts are those of expected.json, in whose words the supervising department is the unit
# and the budget unit the office.
_EXPECTED = {"unit": "supervising", "office": "unit", "initial": "initial_budget"}
_VALUE = re.compile(r"\b(unit|office|initial|budget|executed|total|project) (?:and executed )?([^\s,;()]+)")
_WITHOUT_FACTS = {"k5_hidden_sheet.xlsx", "k6_unit_code_b.docx", "k7_yuan_under_wan.docx"}


def _parse_expected(text: str) -> Case:
    facts: dict[str, object] = {}
    for name, value in _VALUE.findall(text.split("(or quarantined")[0].split("; never ")[0]):
        facts[_EXPECTED.get(name, name)] = Decimal(value) if re.fullmatch(r"[\d.]+", value) else value
    if "budget and executed" in text:
        facts["executed"] = facts["budget"]
    if other := re.search(r"unit (\S+) \(or (\S+)\)", text):
        facts["supervising"] = other.groups()
    if lines := re.search(r"(\d+) (scored )?lines", text):
        facts["scored line count" if lines[2] else "line count"] = int(lines[1])
    return Case(facts, may_be_quarantined="or quarantined" in text or "or visible" in text)


def _load_expected() -> dict[str, Case]:
    path = CASES / "public" / "expected.json"
    if not path.is_file():
        return {}
    expected = json.loads(path.read_text("utf-8"))
    return {name: _parse_expected(entry["expected"]) for name, entry in expected.items() if name not in _WITHOUT_FACTS}


PUBLIC = _load_expected()


@pytest.mark.parametrize("name", PUBLIC)
def test_public(filed: Callable[[str], Filed], name: str) -> None:
    case = PUBLIC[name]
    assert case.facts
    _check(filed("public"), name, case)


def test_hidden_sheet_is_not_a_filing(filed: Callable[[str], Filed]) -> None:
    public = filed("public")
    assert public.find_one("k5_hidden_sheet.xlsx").state == "admitted"
    assert public.find_one("k5_hidden_sheet.xlsx").project == "可见表项目"
    assert ("hidden_sheet", "lines") in public.find_rejections("k5_hidden_sheet.xlsx")


def test_unit_codes_make_one_department(filed: Callable[[str], Filed]) -> None:
    public = filed("public")
    reads = [public.find_one(f"k6_unit_code_{letter}.docx") for letter in "ab"]
    assert {read.facts["supervising"] for read in reads} == {"测试市云溪镇人民政府"}
    sql = "select distinct department_key from marts.evaluation_lifecycle where relative_path like 'k6_unit_code_%'"
    assert len(query(public.database, sql)) == 1


def test_implausible_amount_is_a_finding(filed: Callable[[str], Filed]) -> None:
    assert "amount_unit_plausible" in filed("public").find_rules("k7_yuan_under_wan.docx")


def test_names_contain_nothing_else(filed: Callable[[str], Filed]) -> None:
    for name in ("k9_hubei_20_80.docx", "k9_hubei_swallowed.docx"):
        assert all(len(read.project) < 20 for read in filed("public").find(name))


def test_page_heading_is_not_a_form(filed: Callable[[str], Filed]) -> None:
    assert "form" not in {scope for _, scope in filed("public").find_rejections("k10_page_heading.html")}


# One oddity each: what README.md there expects, or the right value of the list above it.
_SHANGHAI = {
    "scheme": "shanghai_2019", "unit": "测试市水务局", "office": "综合业务科", "fiscal_year": 2019, "evaluation_date": date(2020, 5, 14),
    "is_recurring": False, "budget": Decimal(3_075_000), "prior_budget": Decimal(2_800_000), "executed": Decimal("3024262.50"),
    "rate": Decimal("0.9835"), "total": Decimal(99), "grade": "优秀", "goal": "完成年度任务。", "achievements": "平台按期投入使用。",
    "problems": "标准不一。", "improvements": "持续迭代。", "line count": 11,
}  # fmt: skip
_NATIONAL = {
    "scheme": "mof_2020", "supervising": "测试市水务局", "unit": "测试市河道所", "fiscal_year": 2022, "initial_budget": Decimal(3_000_000),
    "budget": Decimal(3_075_000), "executed": Decimal("3024262.50"), "rate": Decimal("0.9835"), "total": Decimal("98.84"),
    "goal": "完成年度任务。", "achievements": "已按期完成。", "line count": 5,
}  # fmt: skip
_MADE_UP = {
    "scheme": "shanghai_2019", "fiscal_year": 2020, "budget": Decimal(1_000_000), "executed": Decimal(900_000), "total": Decimal(94),
    "office": "综合处", "line count": 10,
}  # fmt: skip
FORMS = {
    "01_unit_line_wan_yuan.txt": Case(_SHANGHAI | {"budget": Decimal(3_080_000), "executed": Decimal(3_030_000), "rate": Decimal("0.9838")}),
    "01b_unit_line_wan_yuan_quarantined.txt": Case(_SHANGHAI),
    "02b_grade_in_total_row.txt": Case(_NATIONAL | {"grade": "优"}),
    "02d_grade_foot_zipingjieguo.txt": Case(_NATIONAL | {"grade": "优"}),
    "03_office_slash.txt": Case(_SHANGHAI | {"office": None}),
    "03b_office_wu_national.txt": Case(_NATIONAL | {"unit": "测试市水务局"}),
    "04_tick_boxes.txt": Case(_SHANGHAI),
    "04b_word_check_boxes.docx": Case(_SHANGHAI),
    "05_missing_value_takes_next_label.txt": Case(_SHANGHAI | {"office": None}),
    "06_pdf_placeholder_at_page_end.pdf": Case(_SHANGHAI | {"line count": 12}),
    # A number that is split in its decimals may be quarantined, if sums cannot confirm it.
    "07_pdf_row_torn_through_decimals.pdf": Case(_SHANGHAI, may_be_quarantined=True),
    "08_pdf_goal_head_overleaf.pdf": Case(_NATIONAL),
    "09_title_with_unit_name.txt": Case(_SHANGHAI),
    "10_hidden_helper_column_row1.xlsx": Case(_SHANGHAI),
    # A form with surplus cells in a line of its header may be quarantined.
    "11_csv_unquoted_commas.csv": Case(_SHANGHAI, may_be_quarantined=True),
    "12_title_words_in_narrative.txt": Case(_SHANGHAI | {"problems": "标准不一。\n项目绩效自我评价"}),
    "13_known_label_in_narrative.txt": Case(_SHANGHAI | {"problems": "标准不一。\n项目名称：与批复不一致。"}),
    "14_date_chinese_numerals.txt": Case(_SHANGHAI),
    "15_rate_without_percent.txt": Case(_SHANGHAI),
    "16_money_total_blank_parts_given.txt": Case(_NATIONAL, may_be_quarantined=True),
    "17b_clean_spelling.txt": Case(_SHANGHAI),
    "annex_line_above.txt": Case(_MADE_UP),
    # The amount listed as its budget is what the form prints as executed; 410,000 of 420,000 are the printed 97.62 %.
    "header_in_two_rows_grade_in_the_total_row.txt": Case(
        {"unit": "某县第一中学", "supervising": "某县教育局", "budget": Decimal(420_000), "executed": Decimal(410_000), "grade": "优", "total": Decimal("96.76"), "line count": 5}
    ),
    "hubei_20_80.txt": Case(
        {"scheme": "hubei_20_80", "unit": "某县供水站", "supervising": "某县水利局", "budget": Decimal(2_858_400), "total": Decimal("98.5"), "line count": 5}
    ),
    "money_unit_in_a_line_of_its_own.txt": Case(_MADE_UP | {"budget": Decimal(7_098_200), "executed": Decimal(7_001_500)}),
    "office_is_a_dash.txt": Case(_MADE_UP | {"office": None}),
    "recurring_as_tick_boxes.txt": Case(_MADE_UP | {"is_recurring": True}),
    "sichuan_0013zp.txt": Case(
        {
            "scheme": "sichuan_0013zp", "project": "乡道养护", "unit": "某县公路养护段", "supervising": "某县交通运输局", "budget": Decimal(1_185_000),
            "executed": Decimal(1_185_000), "total": Decimal("97.5"), "problems": "无", "improvements": "无", "line count": 4,
        }
    ),
    "unit_before_the_title.txt": Case(_MADE_UP | {"unit": "某市应急局"}),
    "weight_with_a_plus_sign.txt": Case(_MADE_UP),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_form(filed: Callable[[str], Filed], name: str) -> None:
    _check(filed("forms"), name, FORMS[name])


@pytest.mark.parametrize(
    "name", ["09_title_with_unit_name.txt", "10_hidden_helper_column_row1.xlsx", "annex_line_above.txt"]
)
def test_nothing_of_it_is_rejected(filed: Callable[[str], Filed], name: str) -> None:
    assert filed("forms").find_rejections(name) == []


def test_wrong_grade_is_a_finding(filed: Callable[[str], Filed]) -> None:
    assert "grade_matches_bands" in filed("forms").find_rules("02_grade_wrong_in_total_row.txt")


def test_a_corrected_office_counts_once(filed: Callable[[str], Filed]) -> None:
    states = {Path(read.path).name: read.state for read in filed("forms").find("03c_double_count")}
    assert states == {
        "1_first.txt": "superseded", "2_corrected.txt": "admitted", "3_first_blank.txt": "superseded", "4_corrected.txt": "admitted",
    }  # fmt: skip


def test_a_mark_is_not_an_office(filed: Callable[[str], Filed]) -> None:
    sql = "select distinct office_name from marts.dim_department where department_key > 0"
    assert {row[0] for row in query(filed("forms").database, sql)} <= {"综合业务科", "综合处", "未知", "不适用"}


def test_placeholder_at_a_page_end_is_a_line(filed: Callable[[str], Filed]) -> None:
    lines = filed("forms").find_one("06_pdf_placeholder_at_page_end.pdf").lines
    blank = [line for line in lines if not line["weight"]]
    assert [line["name"] for line in blank] == ["备用指标"]
    assert sum(line["weight"] or 0 for line in lines) == 100


def test_split_decimals_make_no_line(filed: Callable[[str], Filed]) -> None:
    read = filed("forms").find_one("07_pdf_row_torn_through_decimals.pdf")
    assert "量" not in [line["name"] for line in read.lines]


def test_shown_name_is_the_clean_one(filed: Callable[[str], Filed]) -> None:
    sql = (
        "select distinct indicator_name from marts.dim_indicator where replace(indicator_name, ' ', '') = '系统可用率'"
    )
    assert query(filed("forms").database, sql) == [("系统可用率",)]


def test_caps_as_printed(filed: Callable[[str], Filed]) -> None:
    points: dict[str, Decimal] = {}
    for line in filed("forms").find_one("weight_with_a_plus_sign.txt").lines:
        points[line["category"]] = points.get(line["category"], Decimal(0)) + line["weight"]
    assert points == {"投入与管理": 36, "产出目标": 34, "效果目标": 15, "影响力目标": 15}


def test_targets_in_three_cells(filed: Callable[[str], Filed]) -> None:
    name = "header_in_two_rows_grade_in_the_total_row.txt"
    sql = f"""
        select target_operator, target_number, target_unit
        from marts.fct_indicator_scores join marts.evaluation_lifecycle using (evaluation_key)
        where relative_path = '{name}' and not is_execution_row order by line_number"""
    assert query(filed("forms").database, sql)[2] == ("<=", 9, "月")


def test_sichuan_code(filed: Callable[[str], Filed]) -> None:
    sql = "select project_code from marts.dim_project where project_name = '乡道养护'"
    assert query(filed("forms").database, sql) == [("51000021R000000019951",)]


def test_hubei_points(filed: Callable[[str], Filed]) -> None:
    read = filed("forms").find_one("hubei_20_80.txt")
    assert read.execution is not None
    assert (read.execution["weight"], read.execution["score"]) == (20, 20)
    printed = [20, 15, 15, 20, 10]
    assert all(line["weight"] in (None, weight) for line, weight in zip(read.lines, printed, strict=True))


# Doctored forms: never false money or a nonsense name, and no second evaluation.
PAIRS = [
    "docx_pair_strike.docx", "docx_pair_sup.docx", "html_pair_fs0.html", "html_pair_sup.html", "html_pair_vis.html", "pdf_pair_sup.pdf",
    "pdf_pair_white.pdf", "xlsx_pair_sup.xlsx",
]  # fmt: skip
SHIFTED = {
    "f0116_nat.u16": {"乙项目": (1_200_000, 1_034_400)},
    "f0163_nat.html": {"乙项目": (1_200_000, 1_034_400), "": (1_200_000, 1_034_400)},
    "f0206_sh.html": {"甲项目": (1_000_000, 980_000)},
    "f0235_sample.u16": {
        "上海市数据共享交换平台": (30_750_000, 30_243_000), "政务外网通信服务费(运维)": (42_281_202, 42_163_110),
        "数据运营服务": (15_000_000, 14_996_000), "需求侧用户服务项目": (29_138_800, 29_135_800),
    },
    "f0525_sample.txt": {
        "上海市数据共享交换平台": (30_750_000, 30_243_000), "数据运营服务": (15_000_000, 14_996_000),
        "需求侧用户服务项目": (29_138_800, 29_135_800),
    },
    "tsv_tabinside.txt": {"静默0235项目": (1_235_000, 1_210_300)},
}  # fmt: skip
_UNITS = {"某省培训中心", "某市数据局", "上海市大数据中心", "某市审计局"}
INVISIBLE = ["release_killer_fffe_in_project_name.txt", "uni_cgj.txt", "uni_lri.txt", "uni_rlo.txt", "uni_vs.txt"]


@pytest.mark.parametrize("name", PAIRS)
def test_run_next_to_an_amount(filed: Callable[[str], Filed], name: str) -> None:
    _check(
        filed("faults"),
        name,
        Case({"budget": Decimal(5_000_000), "executed": Decimal(4_900_000)}, may_be_quarantined=True),
    )


@pytest.mark.parametrize("name", SHIFTED)
def test_shifted_cells(filed: Callable[[str], Filed], name: str) -> None:
    reads = filed("faults").find(name)
    assert reads or filed("faults").find_rejections(name)
    for read in reads:
        if read.state == "admitted":
            assert (read.facts["budget"], read.facts["executed"]) == SHIFTED[name][read.project]
            assert read.facts["unit"] in _UNITS


def test_foreign_currency_is_not_yuan(filed: Callable[[str], Filed]) -> None:
    assert filed("faults").find_one("xlsxfmt_usd.xlsx").state == "quarantined"


def test_hidden_sheet_of_a_doctored_form(filed: Callable[[str], Filed]) -> None:
    _check(filed("faults"), "xlsx_hidden_sheet.xlsx", Case({"budget": Decimal(1_220_000)}))


@pytest.mark.parametrize("name", INVISIBLE)
def test_invisible_signs_make_no_project(filed: Callable[[str], Filed], name: str) -> None:
    """The characters of uni_rlo.txt reverse the name; as printed it is the same project."""
    read = filed("faults").find_one(name)
    assert read.state == "quarantined" or read.project == "项目"


def test_one_project_of_all_spellings(filed: Callable[[str], Filed]) -> None:
    names = ", ".join(f"'{name}'" for name in INVISIBLE if name != "uni_rlo.txt")
    sql = f"select count(distinct project_key) from marts.evaluation_lifecycle where evaluation_state <> 'quarantined' and relative_path in ({names})"
    assert query(filed("faults").database, sql) == [(1,)]


def test_every_file_is_looked_at() -> None:
    known = {
        "public": {*PUBLIC, *_WITHOUT_FACTS},
        "forms": {*FORMS, "02_grade_wrong_in_total_row.txt", "03c_double_count", "17_one_spaced_spelling.txt"},
        "faults": {*PAIRS, *SHIFTED, *INVISIBLE, "xlsxfmt_usd.xlsx", "xlsx_hidden_sheet.xlsx"},
    }
    found = {folder: {path.name for path in (CASES / folder).iterdir()} - set(_LISTS) for folder in known}
    assert known == found
