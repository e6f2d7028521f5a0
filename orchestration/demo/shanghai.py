"""An evaluation on Shanghai's form (scheme shanghai_2019)."""

from datetime import date
from decimal import Decimal
from random import Random

from orchestration.demo.city import NOTICE, Evaluation, make_rng, read_data, round_half_up, show_amount
from orchestration.demo.narratives import write_narrative
from orchestration.demo.paper import Paper
from orchestration.demo.scoring import draw_score, find_grade, read_caps, score_execution, show_points, split_points

SCHEME = "shanghai_2019"
HEADER = ["一级指标", "指标名称", "指标解释", "权重", "自评分", "备注"]
_TITLES = ("项目绩效自我评价", "项目绩效自评价", "项目绩效自评")
_NOTES = (
    "说明：1、依据本项目应实现的绩效目标或工作计划，对照已完成的情况，进行绩效自评。",
    "2、绩效等级说明：自评分合计90（含）-100分为优秀，75（含）-90分为良好，60（含）-75分为合格，0-60分为不合格。",
    "3、产出目标、效果目标和影响力目标可根据项目情况自行增加绩效指标。",
    NOTICE,
)
# The lines of the first category, which are the same on every form.
_MANAGEMENT = (
    ("资金使用的合规性", "资金支出是否符合法规、制度与规定用途。", 6),
    ("绩效目标合理性", "目标依据是否充分、是否与预算相称。", 8),
    ("项目设立的规范性", "立项申请与审批程序是否完备。", 5),
    ("预算执行率", "当年预算实际支出的进度", 8),
    ("财务（资产）管理制度的健全性和执行的有效性", "财务与资产制度是否完整，执行是否到位。", 5),
    ("项目管理制度的健全性和执行的有效性", "业务管理制度是否完整，质量措施是否落实。", 4),
)
_EXECUTION = "预算执行率"
_REMARKS = ("按评分标准扣分", "进度略晚于计划", "见佐证材料", "问卷调查结果")


def print_shanghai(evaluation: Evaluation) -> Paper:
    """Return the form, without a mistake. A unit always spells dates and brackets in one way."""
    rows = _make_rows(evaluation)
    score = sum((Decimal(row[4]) for row in rows if row[3]), Decimal(0))
    habits = make_rng("habits", evaluation.unit.name)
    title = habits.choice(_TITLES)
    show_date = habits.choice((date.isoformat, _show_words, _show_slashes))
    is_half_width = habits.random() < 0.3
    in_wan = habits.random() < 0.08
    amounts = (evaluation.budget, evaluation.prior_year_budget, evaluation.executed)
    budget, prior_year_budget, executed = (_show_money(amount, in_wan) for amount in amounts)
    recurring = "是" if evaluation.project.is_recurring else "否"
    head = [
        ["项目名称：", evaluation.project.name, "预算单位：", evaluation.unit_name],
        ["具体实施处（科室）：", evaluation.office, "是否为经常性项目：", recurring],
        ["当年预算数（元）：", budget, "上年预算金额（元）：", prior_year_budget],
        ["预算执行数（元）：", executed, "预算执行率（%）：", _show_rate(evaluation)],
        ["项目年度总目标：", write_narrative(evaluation, "goal")],
        ["自评时间：", show_date(evaluation.evaluated_on)],
        ["绩效等级：", find_grade(SCHEME, score)],
        ["主要绩效：", write_narrative(evaluation, "achievements")],
        ["主要问题：", write_narrative(evaluation, "problems")],
        ["改进措施：", write_narrative(evaluation, "improvements")],
    ]
    if is_half_width:
        head = [[_narrow(text) if place % 2 == 0 else text for place, text in enumerate(cells)] for cells in head]
    total = ["合计", "", "", "100", show_points(score), ""]
    return Paper((title,), head, HEADER, rows, total, _NOTES, labels=1)


def _make_rows(evaluation: Evaluation) -> list[list[str]]:
    rng = evaluation.make_rng("scores")
    rows: list[list[str]] = []
    for code, (name, cap) in read_caps(SCHEME).items():
        lines = list(_MANAGEMENT) if code == "input_management" else _choose_lines(evaluation, code, cap)
        group = [_make_row(rng, evaluation, *line) for line in lines]
        group[0][0] = f"{name} ({cap}分)"
        rows += group
    return rows


def _make_row(rng: Random, evaluation: Evaluation, name: str, explanation: str, weight: int) -> list[str]:
    if not weight:
        return ["", name, "", "", rng.choice(("0", "0", "")), ""]
    points = Decimal(weight)
    score = draw_score(rng, evaluation, points)
    if name == _EXECUTION:
        score = score_execution(evaluation, points, "1")
    remark = rng.choice(_REMARKS)
    is_remarked = score < points and rng.random() < 0.3
    return ["", name, explanation, str(weight), show_points(score), remark if is_remarked else ""]


def _choose_lines(evaluation: Evaluation, code: str, cap: int) -> list[tuple[str, str, int]]:
    """Return the lines of a category that depend on the project: some share its points, others are left unused."""
    rng = evaluation.make_rng(f"lines of {code}")
    rows = [
        row
        for row in read_data("demo/shanghai_indicators")
        if row["category_code"] == code and row["bureau"] in ("", evaluation.unit.bureau)
    ]
    chosen = [row for row in rows if rng.random() < float(row["share"])] or rows[:1]
    weights = split_points(rng, cap, len(chosen[:4]))
    lines = [(row["indicator_name"], row["explanation"], weight) for row, weight in zip(chosen, weights, strict=False)]
    unused = [row for row in rows if row not in chosen and rng.random() < 0.3]
    return lines + [(row["indicator_name"], "", 0) for row in unused]


def _show_money(amount: Decimal, in_wan: bool) -> str:
    return f"{show_amount(amount / 10_000)}万元" if in_wan else show_amount(amount)


def _show_rate(evaluation: Evaluation) -> str:
    return f"{round_half_up(evaluation.rate * 100, '1')}.00%"


def _show_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _show_slashes(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _narrow(text: str) -> str:
    return text.replace("（", "(").replace("）", ")")
