"""Forms are grouped into units, projects and evaluations by names, codes and departments; and the names that are shown."""

from pathlib import Path

import pytest

from tests.conftest import build_marts, copy_project_to, query
from tests.national_form import NationalForm

SCHOOL = NationalForm().with_head(项目名称="食堂补助", 实施单位="兰坡镇中心学校")
CODED = NationalForm().with_head(主管部门="某市水务局", 实施单位="某市河道所")

CANTEEN = NationalForm().with_head(实施单位="某县中学")

REGISTERED = NationalForm().with_head(项目名称="食堂补助", 实施单位="青坡镇中心学校")
REGISTER = """A,丙县教育局,official,,,,,丙县
B,丁县教育局,official,,,,,丁县
B,丁县教体局,alias,,,,,
A1,青坡镇中心学校,official,,,,A,丙县
B1,青坡镇中心学校,official,,,,B,丁县
W1,某市堤防所,official,,,,A,
"""

# One form for each file.
FORMS = {
    "school_a": SCHOOL.with_head(主管部门="甲县教育局"),
    "school_b": SCHOOL.with_head(主管部门="乙县教育局"),
    "coded_dash": CODED.with_head(项目名称="清淤一", 主管部门="219-某市水务局", 实施单位="（219001）某市河道所"),
    "coded_space": CODED.with_head(项目名称="清淤二", 主管部门="219 某市水务局", 实施单位="219001_某市河道所"),
    "coded_brackets": CODED.with_head(项目名称="清淤三", 主管部门="[219]某市水务局", 实施单位="[219001]某市河道所"),
    "coded_parentheses": CODED.with_head(项目名称="清淤四", 主管部门="(219)某市水务局"),
    "no_unit": CODED.with_head(项目名称="清淤五", 实施单位=""),
    "no_department": CODED.with_head(项目名称="清淤六", 主管部门="", 实施单位="某市水务局"),
    "unit_is_department": CODED.with_head(项目名称="清淤七", 实施单位="219 某市水务局"),
    "code_before": CANTEEN.with_head(项目名称="51000021R000000019951-宿舍修缮"),
    "code_beside": CANTEEN.with_head(项目名称="宿舍修缮", 项目编码="51000022R000000019951").changed(year="（2023年度）"),
    "spaced_1": CANTEEN.with_head(项目名称="营养 餐补助", 实施单位="某县 中学", 责任科室="总 务处").with_cell(1, 3, "系 统可用率"),
    "spaced_2": CANTEEN.with_head(项目名称="营养 餐补助", 实施单位="某县 中学", 责任科室="总 务处")
    .with_cell(1, 3, "系 统可用率")
    .changed(year="（2023年度）"),
    "unspaced": CANTEEN.with_head(项目名称="营养餐补助", 责任科室="总务处").with_cell(1, 3, "系统可用率").changed(year="（2021年度）"),
    "registered_a": REGISTERED.with_head(主管部门="丙县教育局"),
    "registered_b": REGISTERED.with_head(主管部门="丁县教育局"),
    "registered_c": REGISTERED.with_head(项目名称="校车", 主管部门="丁县教体局"),
    "registered_elsewhere": CODED.with_head(项目名称="清淤八", 实施单位="某市堤防所"),
    "latin_1": CANTEEN.with_head(项目名称="校园 WiFi 建设", 责任科室="IT 部").changed(year="（2021年度）"),
    "latin_2": CANTEEN.with_head(项目名称="校园 Wi Fi 建设", 责任科室="IT 部"),
    "latin_3": CANTEEN.with_head(项目名称="校园 WiFi 建设", 责任科室="IT 部").changed(year="（2023年度）"),
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    (folder / "inbox").mkdir()
    project = copy_project_to(folder / "project")
    with (project / "seeds" / "reference" / "departments.csv").open("a", encoding="utf-8") as file:
        file.write(REGISTER)
    for name, form in FORMS.items():
        (folder / "inbox" / f"{name}.txt").write_text(form.text(), encoding="utf-8")
    return build_marts(folder / "home", folder / "inbox", project)


def fetch(release: Path, columns: str, *names: str) -> list[tuple[object, ...]]:
    """Distinct columns of the admitted forms of these files."""
    paths = ", ".join(f"'{name}.txt'" for name in names)
    return query(
        release,
        f"""
        select distinct {columns} from marts.fct_evaluations
        join marts.dim_department as d using (department_key) join marts.dim_project as p using (project_key)
        where relative_path in ({paths}) order by all
        """,
    )


def test_units_of_one_name_under_two_departments_are_two(release: Path) -> None:
    columns = "relative_path, d.budget_unit_name, d.supervising_department_name, evaluation_count"
    assert fetch(release, columns, "school_a", "school_b") == [
        ("school_a.txt", "兰坡镇中心学校", "甲县教育局", 1),
        ("school_b.txt", "兰坡镇中心学校", "乙县教育局", 1),
    ]
    assert len(fetch(release, "d.budget_unit_code, project_key", "school_a", "school_b")) == 2


def test_units_of_one_name_are_a_finding_that_informs(release: Path) -> None:
    rows = query(
        release,
        """
        select relative_path, severity, observed from marts.rule_findings
        join marts.evaluation_lifecycle using (evaluation_key)
        where rule_code = 'unit_under_two_departments' and severity = 'info' and relative_path like 'school%' order by 1
        """,
    )
    assert rows == [
        ("school_a.txt", "info", "乙县教育局、甲县教育局"),
        ("school_b.txt", "info", "乙县教育局、甲县教育局"),
    ]


def test_codes_before_names_make_no_other_unit(release: Path) -> None:
    names = ["coded_dash", "coded_space", "coded_brackets", "coded_parentheses"]
    assert fetch(release, "d.budget_unit_name, d.supervising_department_name", *names) == [("某市河道所", "某市水务局")]
    assert len(fetch(release, "d.budget_unit_code, d.supervising_department_code", *names)) == 1


def test_a_department_that_files_for_itself_is_one_unit(release: Path) -> None:
    names = ["no_unit", "no_department", "unit_is_department"]
    (codes,) = fetch(release, "d.budget_unit_code, d.budget_unit_name", *names)
    assert codes[1] == "某市水务局"
    assert fetch(release, "d.supervising_department_code", "coded_dash") == [(codes[0],)]


def test_the_code_of_a_project_is_kept_and_not_in_its_key(release: Path) -> None:
    columns = "p.project_name, p.project_code, evaluation_count"
    assert fetch(release, columns, "code_before", "code_beside") == [("宿舍修缮", "51000022R000000019951", 2)]


def test_codes_of_unit_and_department_are_kept(release: Path) -> None:
    columns = "d.budget_unit_code_stated, d.supervising_department_code_stated"
    assert fetch(release, columns, "coded_dash", "coded_parentheses") == [("219001", "219")]
    assert fetch(release, columns, "school_a") == [(None, None)]


def test_a_name_is_shown_as_most_spell_it_without_spaces(release: Path) -> None:
    names = ["spaced_1", "spaced_2", "unspaced"]
    columns = "p.project_name, p.budget_unit_name, d.budget_unit_name, d.office_name"
    assert fetch(release, columns, *names) == [("营养餐补助", "某县中学", "某县中学", "总务处")]
    indicators = "select indicator_name, spelling_count from marts.dim_indicator where indicator_name like '系%'"
    assert query(release, indicators) == [("系统可用率", 2)]


def test_of_names_that_all_have_spaces_the_most_frequent_is_shown(release: Path) -> None:
    names = ["latin_1", "latin_2", "latin_3"]
    assert fetch(release, "p.project_name, d.office_name", *names) == [("校园 WiFi 建设", "IT 部")]


def test_the_reports_of_units_show_the_same_name(release: Path) -> None:
    for table in ("rpt_department_year", "quality_scorecard"):
        rows = query(
            release, f"select distinct budget_unit_name from marts.{table} where budget_unit_name like '某县%'"
        )
        assert rows == [("某县中学",)], table


def test_registered_units_have_their_department_and_region(release: Path) -> None:
    columns = (
        "d.budget_unit_code, d.supervising_department_code, d.supervising_department_name, d.region, d.is_inferred"
    )
    assert fetch(release, columns, "registered_a") == [("A1", "A", "丙县教育局", "丙县", False)]
    assert fetch(release, columns, "registered_b", "registered_c") == [("B1", "B", "丁县教育局", "丁县", False)]


def test_the_register_says_which_department_is_above_a_unit(release: Path) -> None:
    """The register has priority over the form; a finding says that they differ."""
    columns = "d.budget_unit_code, d.supervising_department_code, d.supervising_department_name"
    assert fetch(release, columns, "registered_elsewhere") == [("W1", "A", "丙县教育局")]
    findings = """
        select observed, expected from marts.rule_findings join marts.evaluation_lifecycle using (evaluation_key)
        where rule_code = 'unit_under_two_departments' and relative_path = 'registered_elsewhere.txt'
    """
    assert query(release, findings) == [("某市水务局", "A")]
