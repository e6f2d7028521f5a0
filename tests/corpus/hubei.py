"""Hubei's table (XX项目自评表): 20 points of execution, 80 of targets, and no column of weights."""

from datetime import date
from decimal import Decimal
from random import Random

from tests.corpus import words
from tests.corpus.draft import Column, Draft, Money, MoneyRow, Pair
from tests.corpus.money import draw_amounts, round_points
from tests.corpus.national import draw_lines
from tests.corpus.spellings import print_date, print_points, print_rate
from tests.corpus.truth import Line, Truth

_CAPS = {"产出指标": 50, "效益指标": 20, "满意度指标": 10}


def draw_hubei(rng: Random, project: str) -> Draft:
    """Return a clean form; points are printed in the levels' labels, or not at all."""
    bureau = words.name_bureau(rng)
    money = draw_amounts(rng)
    year = rng.randrange(2020, 2025)
    lines = draw_lines(rng, _CAPS, is_split=False)
    day = date(year + 1, rng.randrange(1, 7), rng.randrange(1, 29))
    is_weighed = rng.random() < 0.5
    truth = Truth(
        scheme="hubei_20_80", project=project, unit=words.name_body(rng, bureau), supervising=bureau, fiscal_year=year,
        budget=money.budget, executed=money.executed, rate=money.rate, execution_weight=Decimal(20),
        execution_score=round_points(money.rate * 20), lines=lines,
    )  # fmt: skip
    truth.total = truth.score()
    assert truth.rate is not None
    truth.evaluation_date = day
    truth.also["evaluation_date"] = [None]  # 填报日期 is outside the table
    reasons, measures = words.write_narrative(rng, "problems"), words.write_narrative(rng, "improvements")
    draft = Draft(
        truth=truth,
        title=f"{year}年度{rng.choice(['农村饮水', '部门预算', '文化活动'])}项目自评表",
        below=[f"单位名称：{bureau}\t填报日期：{print_date(day, 'chinese')}"],
        form_header=[
            [Pair("项目名称", project, "project")],
            [Pair("主管部门", bureau, "supervising"), Pair("项目实施单位", truth.unit, "unit")],
            [Pair("项目类别", "1、部门预算项目☑ 2、省直专项□ 3、转移支付□")],
        ],
        table_label="年度绩效目标（80分）",
        columns=[
            Column("一级指标", "category"), Column("二级指标", "subcategory"), Column("三级指标", "name"), Column("年初目标值（A）", "target"),
            Column("实际完成值（B）", "actual"), Column("得分", "score"),
        ],
        total_label="总分",
        form_footer=[[Pair("偏差大或目标未完成原因分析", reasons, "problems")], [Pair("改进措施及结果应用方案", measures, "improvements")]],
        money_unit="万元",
        amount_style=rng.choice(["plain", "short"]),
        amounts={"total:budget": money.budget, "total:executed": money.executed},
    )  # fmt: skip
    truth.narratives = {"problems": reasons, "improvements": measures}
    truth.also["problems"] = [None]  # reasons of deviations, which differ from problems
    draft.money = Money(
        "预算执行情况（万元）（20分）",
        [
            Column("预算数（A）", "budget"),
            Column("执行数（B）", "executed"),
            Column("执行率（B/A）", "rate"),
            Column("得分（20分*执行率）", "score"),
        ],
        [
            MoneyRow(
                "年度财政资金总额",
                "total",
                {"rate": print_rate(truth.rate), "score": print_points(truth.execution_score)},
            )
        ],
    )
    if is_weighed:
        _print_points_in_labels(draft, lines)
    else:
        for line in lines:
            line.weight = None
    return draft


def _print_points_in_labels(draft: Draft, lines: list[Line]) -> None:
    for category, cap in _CAPS.items():
        draft.category_labels[category] = f"{category}（{cap}分）"
    for subcategory in dict.fromkeys(line.subcategory for line in lines):
        of_level = [line for line in lines if line.subcategory == subcategory]
        points = sum((line.weight or Decimal(0) for line in of_level), Decimal(0))
        draft.subcategory_labels[subcategory] = f"{subcategory}（{print_points(points)}分）"
        for line in of_level:  # the points of several line items of a level are not printed
            line.weight = line.weight if len(of_level) == 1 else None
            line.weight_may_be_unknown = True
