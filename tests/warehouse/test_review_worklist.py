"""The review worklist and the random sample: what they list, why, and in which order."""

from pathlib import Path

import pytest

from tests.conftest import build_marts, query, run_dbt
from tests.shanghai_form import Form

PROBLEMS = "部分接口调用量偏低，个别部门数据更新不及时，运维人员流动较大，需进一步完善考核机制。"
RESULTS = "按计划完成全市政务数据共享交换平台的建设与运行维护，保障各部门业务协同和数据归集，提升公共服务水平。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three evaluations of one unit and year; the best grade of one stands on little money."""
    folder = tmp_path_factory.mktemp("worklist")
    (folder / "in").mkdir()
    shy = {"当年预算数（元）": "20,000,000.00", "预算执行数（元）": "12,426,000.00", "预算执行率（%）": "62.13%"}
    forms = {
        "a": Form().with_head(项目名称="甲项目", 主要绩效=RESULTS, 主要问题=PROBLEMS, **shy),
        "b": Form().with_head(项目名称="乙项目", 主要绩效=RESULTS, 主要问题=PROBLEMS),
        "c": Form().with_head(项目名称="丙项目"),
    }
    for name, form in forms.items():
        (folder / "in" / f"{name}.txt").write_text(form.text())
    build_marts(folder / "home", folder / "in", target="marts")
    return folder / "home"


def test_the_worklist_ranks_by_points_and_says_why(home: Path) -> None:
    rows = query(
        home / "build" / "warehouse.duckdb",
        "select year_rank, unit_rank, project_name, signal_points, signal_count, reasons_zh from marts.rpt_review_worklist order by year_rank",
    )
    repeated = {str(row[2]) for row in rows if "文字雷同（2处）" in str(row[5])}
    assert len(repeated & {"甲项目", "乙项目"}) == 1, "of two evaluations of one year the second repeats the first"
    assert rows[0][:3] == (1, 1, "甲项目")
    assert "最高等级而执行率偏低（62.13%）" in str(rows[0][5])
    assert "预算金额较大（2000.00万元）" in str(rows[0][5])
    # The form scores its execution line in full, whatever the money says.
    points = {"甲项目": 30 + 5, "乙项目": 0, "丙项目": 0}
    for _, _, project, total, _, reasons in rows:
        extra = 20 * (str(project) in repeated) + 15 * ("执行率得分偏高" in str(reasons))
        assert total == points[str(project)] + extra
    assert [row[0] for row in rows] == [1, 2, 3]


def test_a_signal_follows_its_seed(home: Path) -> None:
    rows = query(
        home / "build" / "warehouse.duckdb",
        """
        select count(*) filter (where not case comparison when 'below' then value < threshold_number else value >= threshold_number end),
            count(*) > 0
        from marts.fct_review_signals
        """,
    )
    assert rows == [(0, True)]


def test_the_sample_is_the_same_whenever_it_is_drawn(home: Path) -> None:
    sample = "select evaluation_key, draw_number, sample_seed from marts.rpt_review_sample order by all"
    strata = "select budget_size_code, stratum_evaluation_count, count(*) from marts.rpt_review_sample group by all order by all"
    database = home / "build" / "warehouse.duckdb"
    first = query(database, sample)
    # One of each stratum: 20 million yuan, and two of 1 million.
    assert query(database, strata) == [("large", 1, 1), ("medium", 2, 1)]
    run_dbt(home, "run", "--select", "rpt_review_sample", "--quiet").check_returncode()
    assert query(database, sample) == first


def test_the_sample_evaluations_raise_one_signal_each(sample_home: Path) -> None:
    """By hand: budgets of 15 to 42 million yuan; execution from 98.35 %, no line scored above it by a point; no prior year."""
    rows = query(
        sample_home / "current" / "warehouse.duckdb",
        "select year_rank, project_name, signal_points, signal_codes, unmeasured_signal_count from marts.rpt_review_worklist order by year_rank",
    )
    assert rows == [
        (1, "政务外网通信服务费(运维)", 5, "large_budget", 0),
        (2, "上海市数据共享交换平台", 5, "large_budget", 0),
        (3, "需求侧用户服务项目", 5, "large_budget", 0),
        (4, "数据运营服务", 5, "large_budget", 0),
    ]
