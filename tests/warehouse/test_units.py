"""Which forms are of one unit, one project and one evaluation: by names, codes and departments."""

from pathlib import Path

import pytest

from tests.conftest import build_release, query
from tests.national_form import NationalForm

SCHOOL = NationalForm().with_head(项目名称="食堂补助", 实施单位="兰坡镇中心学校")
CODED = NationalForm().with_head(主管部门="某市水务局", 实施单位="某市河道所")

# One form a file.
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
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    (folder / "inbox").mkdir()
    for name, form in FORMS.items():
        (folder / "inbox" / f"{name}.txt").write_text(form.text(), encoding="utf-8")
    return build_release(folder / "home", folder / "inbox")


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
        where rule_code = 'unit_under_two_departments' order by 1
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
