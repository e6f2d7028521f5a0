"""Sichuan's table 510000_0013zp (部门预算项目支出绩效自评表): 10 points of execution, 90 of indicators."""

from decimal import Decimal
from random import Random

from tests.corpus import words
from tests.corpus.draft import Column, Draft, Money, MoneyRow, Pair
from tests.corpus.money import draw_amounts, round_points
from tests.corpus.national import draw_lines
from tests.corpus.spellings import print_points, print_rate
from tests.corpus.truth import Truth

_CAPS = {"产出指标": 50, "效益指标": 20, "满意度指标": 20}


def draw_sichuan(rng: Random, project: str) -> Draft:
    """Return a clean form, mostly with a project code."""
    bureau = words.name_bureau(rng)
    money = draw_amounts(rng)
    year = rng.randrange(2021, 2025)
    truth = Truth(
        scheme="sichuan_0013zp", project=project, unit=words.name_body(rng, bureau), supervising=bureau, fiscal_year=year,
        initial_budget=money.initial, budget=money.budget, executed=money.executed, rate=money.rate, execution_weight=Decimal(10),
        execution_score=round_points(money.rate * 10), lines=draw_lines(rng, _CAPS, is_split=True),
        narratives={name: words.write_narrative(rng, name) for name in ("goal", "achievements", "problems", "improvements")},
    )  # fmt: skip
    truth.total = truth.score()
    code = f"5100{rng.randrange(10, 99)}{year % 100}R{rng.randrange(10**9):012d}"
    is_coded = rng.random() < 0.7
    draft = Draft(
        truth=truth,
        title=f"部门预算项目支出绩效自评表（{year}年度）",
        form_header=[
            [Pair("项目名称", f"{code}-{project}" if is_coded else project, "project")],
            [Pair("主管部门", bureau, "supervising"), Pair("实施单位（盖章）", truth.unit, "unit")],
        ],
        goal_label="项目基本情况",
        goal_rows=["1.项目年度目标完成情况", "2.项目实施内容及过程概述"],
        goals=[
            [Pair("项目年度目标", truth.narratives["goal"], "goal"), Pair("年度目标完成情况", truth.narratives["achievements"], "achievements")],
            [Pair("", "县级审核，按月实施，年终验收。", "process")],
        ],
        table_label="绩效指标（90分）",
        columns=_make_columns(),
        form_footer=[
            [Pair("评价结论", "总体良好。", "conclusion")],
            [Pair("存在问题", truth.narratives["problems"], "problems")],
            [Pair("改进措施", truth.narratives["improvements"], "improvements")],
            [Pair("项目负责人：", words.name_person(rng)), Pair("财务负责人：", words.name_person(rng))],
        ],
        money_unit="万元",
        amount_style="plain",
    )  # fmt: skip
    assert truth.rate is not None
    rate = print_rate(truth.rate)
    for phase, amount in (("initial", money.initial), ("budget", money.budget), ("executed", money.executed)):
        draft.amounts[f"total:{phase}"] = draft.amounts[f"fiscal:{phase}"] = amount
    in_row = rng.random() < 0.5
    rows = [
        MoneyRow(
            "总额（万元）" if in_row else "总额",
            "total",
            {"rate": rate, "weight": "10", "score": print_points(truth.execution_score)},
        ),
        MoneyRow("其中：财政资金", "fiscal", {"rate": rate, "weight": "/", "score": "/"}),
        MoneyRow("财政专户管理资金", "special", {"weight": "/", "score": "/"}),
        MoneyRow("单位资金", "own", {"weight": "/", "score": "/"}),
        MoneyRow("其他资金", "other", {"weight": "/", "score": "/"}),
    ]
    columns = [
        Column("年初预算", "initial"), Column("调整后预算数", "budget"), Column("预算执行数", "executed"), Column("预算执行率", "rate"),
        Column("权重", "weight"), Column("得分", "score"), Column("原因", "reason"),
    ]  # fmt: skip
    draft.money = Money("预算执行情况（10分）", columns, rows, row_label="" if in_row else "年度预算数（万元）")
    return draft


def _make_columns() -> list[Column]:
    return [
        Column("一级指标", "category"), Column("二级指标", "subcategory"), Column("三级指标", "name"), Column("指标性质", "operator"),
        Column("指标值", "target_value"), Column("度量单位", "target_unit"), Column("完成值", "actual"), Column("权重", "weight"),
        Column("得分", "score"), Column("未完成原因分析", "remark"),
    ]  # fmt: skip
