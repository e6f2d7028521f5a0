"""A third scheme by the steps of docs/schemes.md: rows of seeds, no code. Without bands and caps rules do not apply."""

from pathlib import Path

import pytest

from tests.conftest import build_release, query

SCHEME = "example_2023"
SEEDS = {
    "schemes": f"{SCHEME},示例省项目绩效自评,Example self-evaluation,100,元,true,false,true,printed on the form\n",
    "categories": f"{SCHEME},budget_execution,预算执行,Budget execution,1,10,binding\n{SCHEME},targets,绩效指标,Performance targets,2,,guideline\n",
    "form_labels": "".join(
        f"{SCHEME},{row}\n"
        for row in (
            "title,省级项目绩效自评报告表,", "head,项目,project_name", "head,填报单位,budget_unit_name",
            "head,预算金额,budget", "head,支出金额,executed", "column,指标类别,category", "column,指标,indicator_name",
            "column,满分,weight", "column,自评,self_score", "category,预算执行,budget_execution",
            "category,绩效指标,targets", "total,合计,",
        )
    ),
}  # fmt: skip
FORM = """省级项目绩效自评报告表（2023年度）
项目：\t丙项目\t填报单位：\t某省林业局
预算金额（元）：\t500,000.00\t支出金额（元）：\t400,000.00
指标类别\t指标\t满分\t自评
预算执行\t预算执行率\t10\t8
绩效指标\t造林面积\t50\t50
\t成活率\t40\t35
合计\t\t100\t93
"""


@pytest.fixture
def release(copy_project: Path, tmp_path: Path) -> Path:
    """A release of the project with the third scheme's rows in its seeds."""
    reference = copy_project / "seeds" / "reference"
    for name, rows in SEEDS.items():
        with (reference / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    severities = reference / "rule_severities.csv"
    text = severities.read_text("utf-8")
    copied = [line.replace(",mof_2020,", f",{SCHEME},") for line in text.splitlines() if ",mof_2020," in line]
    severities.write_text(text + "\n".join(copied) + "\n", "utf-8")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "form.txt").write_text(FORM, "utf-8")
    return build_release(tmp_path / "home", tmp_path / "inbox", copy_project)


def test_a_third_scheme_is_rows_of_seeds(release: Path) -> None:
    rows = query(
        release,
        """
        select scheme_code, evaluations.fiscal_year, total_score_computed_points, grade_key, budget_yuan, execution_rate_computed
        from marts.fct_evaluations as evaluations join marts.dim_scheme using (scheme_key)
        join marts.fct_budget_execution using (evaluation_key)
        """,
    )
    assert [tuple(map(str, row)) for row in rows] == [
        (SCHEME, "2023", "93.0000", "-2", "500000.00", "0.800000")
    ]  # fmt: skip
    lines = query(
        release,
        "select category_name, indicator_name, weight_points from marts.rpt_indicator_scores_flat order by line_number",
    )
    assert lines == [("预算执行", "预算执行率", 10), ("绩效指标", "造林面积", 50), ("绩效指标", "成活率", 40)]
    results = query(release, "select rule_code, outcome from marts.fct_rule_results")
    outcomes = {str(rule): outcome for rule, outcome in results}
    assert outcomes["grade_matches_bands"] == "not_applicable"
    assert outcomes["category_weights_equal_cap"] == "pass"
    assert outcomes["total_score_equals_sum"] == "pass"
