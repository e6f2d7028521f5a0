"""Yinchuan's table (银川市本级部门项目支出绩效自评表): decision, management, outputs, benefits; execution is a line item."""

from decimal import Decimal
from random import Random

from tests.corpus import words
from tests.corpus.draft import Column, Draft, Money, MoneyRow, Pair
from tests.corpus.money import draw_amounts, draw_points, share_points
from tests.corpus.national import LEVELS
from tests.corpus.spellings import print_points, print_rate
from tests.corpus.truth import Line, Truth

_MANAGEMENT = (
    ("项目决策", "项目目标", "目标完整性", 4), ("项目决策", "项目立项", "立项相关性", 2), ("项目决策", "项目立项", "立项可行性", 2),
    ("项目决策", "项目立项", "立项适当性", 2), ("项目管理", "投入管理", "预算执行率", 10),
    ("项目管理", "财务管理", "财务管理制度有效性", 7), ("项目管理", "项目实施", "绩效监控有效性", 2),
    ("项目管理", "项目实施", "管理制度有效性", 6),
)  # fmt: skip
_CAPS = {"项目产出": 30, "项目效益": 35}
_CATEGORIES = {"产出指标": "项目产出", "效益指标": "项目效益", "满意度指标": "项目效益"}


def draw_yinchuan(rng: Random, project: str) -> Draft:
    """Return a clean form. Its money block has no points; the finance bureau's total is printed on some."""
    bureau = words.name_bureau(rng)
    money = draw_amounts(rng)
    year = rng.randrange(2019, 2025)
    truth = Truth(
        scheme="yinchuan_2021", project=project, unit=words.name_body(rng, bureau), supervising=bureau, fiscal_year=year,
        initial_budget=money.initial, budget=money.budget, executed=money.executed, rate=money.rate, lines=_draw_lines(rng),
        narratives={name: words.write_narrative(rng, name) for name in ("goal", "achievements")},
    )  # fmt: skip
    truth.total = truth.score()
    reviewed = print_points(truth.total - 1) if rng.random() < 0.5 else ""
    draft = Draft(
        truth=truth,
        title="银川市本级部门项目支出绩效自评表",
        below=[f"（{year}年）"],
        form_header=[
            [Pair("项目名称", project, "project")],
            [Pair("主管部门", bureau, "supervising"), Pair("实施单位", truth.unit, "unit")],
            [Pair("自评得分", "", "head_total"), Pair("财政审核评分", reviewed)],
        ],
        goal_label="年度总体目标",
        goals=[[Pair("年初设定目标", truth.narratives["goal"], "goal"), Pair("年度总体目标完成情况综述", truth.narratives["achievements"], "achievements")]],
        columns=_make_columns(),
        total_label="总分",
        money_unit="万元",
        amount_style=rng.choice(["plain", "short"]),
        category_labels={"项目决策": "项目决策（10分）", "项目管理": "项目管理（25分）", "项目产出": "项目产出（30分）", "项目效益": "项目效益（35分）"},
    )  # fmt: skip
    assert truth.rate is not None
    for phase, amount in (("initial", money.initial), ("budget", money.budget), ("executed", money.executed)):
        draft.amounts[f"total:{phase}"] = amount
    columns = [
        Column("年初预算数", "initial"), Column("调整预算数（A）", "budget"), Column("全年执行数（B）", "executed"),
        Column("执行率（B/A）", "rate"),
    ]  # fmt: skip
    draft.money = Money(
        "项目资金（万元）", columns, [MoneyRow("年度资金总额", "total", {"rate": print_rate(truth.rate)})]
    )
    return draft


def _draw_lines(rng: Random) -> list[Line]:
    lines = [
        Line(category, subcategory, name, Decimal(weight), draw_points(rng, Decimal(weight), 0.2), target="有效", actual="有效")
        for category, subcategory, name, weight in _MANAGEMENT
    ]  # fmt: skip
    for category, cap in _CAPS.items():
        chosen = [
            (subcategory, *rng.choice(indicators))
            for level, subcategory, indicators in LEVELS
            if _CATEGORIES[level] == category
        ]
        for (subcategory, name, operator, value, unit), weight in zip(
            chosen, share_points(rng, Decimal(cap), len(chosen)), strict=True
        ):
            score = draw_points(rng, weight, 0.4)
            actual = value if score == weight else str(int(value) + (1 if operator == "≤" else -1))
            lines.append(
                Line(category, subcategory, name, weight, score, target=f"{operator}{value}{unit}", actual=f"{actual}{unit}")
            )  # fmt: skip
    return lines


def _make_columns() -> list[Column]:
    return [
        Column("一级指标", "category"), Column("二级指标", "subcategory"), Column("三级指标", "name"), Column("参考分值", "weight"),
        Column("指标值（A）", "target"), Column("全年实际值（B）", "actual"), Column("得分", "score"),
        Column("未完成原因分析及改进措施", "remark"),
    ]  # fmt: skip
