"""An evaluation on the national form (scheme mof_2020)."""

from decimal import Decimal
from random import Random
from typing import NamedTuple

from orchestration.demo.city import NOTICE, Evaluation, make_rng, round_half_up, show_amount
from orchestration.demo.narratives import count_reached, write_narrative
from orchestration.demo.offences import Offence
from orchestration.demo.paper import Paper
from orchestration.demo.scoring import draw_score, find_grade, score_execution, show_points

SCHEME = "mof_2020"
_TITLES = ("项目支出绩效自评表", "部门预算项目支出绩效自评表")
_HEADER = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
_WITH_OPERATOR = [*_HEADER[:3], "指标性质", "指标值", "度量单位", *_HEADER[4:]]
_SOURCES = ("其中：当年财政拨款", "上年结转资金", "其他资金")
_EXECUTION_WEIGHT = Decimal(10)
_EXECUTION_BESIDE = 0.1  # share of units whose execution row stands beside the 100 points of the indicators
_DEVIATIONS = (
    "前期手续办理较慢，下年度补齐。",
    "因方案调整推迟，已制定后续计划。",
    "服务对象反映办理环节偏多，将优化流程。",
)


class _Indicator(NamedTuple):
    """A line of the table. Blanks are filled from the project or at random; a weight of 0 with the points left."""

    level_1: str
    level_2: str
    name: str
    operator: str
    target: str
    unit: str
    full: str
    short: str
    weight: Decimal


_QUALITATIVE = "定性"
_INDICATORS = (
    _Indicator("", "质量指标", "验收合格率", "＝", "100", "%", "100%", "96%", Decimal("12.5")),
    _Indicator("", "时效指标", "任务完成及时率", "≥", "95", "%", "100%", "90%", Decimal("12.5")),
    _Indicator("", "成本指标", "成本控制", _QUALITATIVE, "不超预算", "", "未超预算", "部分超支", Decimal(0)),
    _Indicator("效益指标", "社会效益指标", "", _QUALITATIVE, "效果明显", "", "效果明显", "效果一般", Decimal(15)),
    _Indicator("", "可持续影响指标", "长效管理机制", _QUALITATIVE, "健全", "", "健全", "基本健全", Decimal(15)),
    _Indicator("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥", "90", "%", "", "", Decimal(10)),
)


def print_national(evaluation: Evaluation) -> Paper:
    """Return the form, without a mistake. A unit always uses the same template."""
    habits = make_rng("habits", evaluation.unit.name)
    title, is_year_below = habits.choice(_TITLES), habits.random() < 0.7
    factor, unit = (1, "元") if habits.random() < 0.25 else (10_000, "万元")
    has_operators, is_reviewed = habits.random() < 0.3, evaluation.unit.review != "none"
    grade_position = habits.choice(("header", "footer", "none"))
    is_execution_beside = habits.random() < _EXECUTION_BESIDE

    rows = _make_rows(evaluation, has_operators, is_execution_beside)
    header = list(_WITH_OPERATOR if has_operators else _HEADER)
    weight, score = header.index("分值"), header.index("得分")
    execution_score = score_execution(evaluation, _EXECUTION_WEIGHT, "0.01")
    counted_execution = Decimal(0) if is_execution_beside else execution_score
    total_score = sum((Decimal(row[score]) for row in rows), counted_execution)
    total = ["总分", *[""] * (len(header) - 1)]
    total[weight], total[score] = "100", show_points(total_score)
    grade = find_grade(SCHEME, total_score)

    head = [
        ["项目名称", "", evaluation.project.name],
        ["主管部门", "", evaluation.unit_name, "", "实施单位", evaluation.unit_name],
        ["责任科室", "", evaluation.office],
        *([["自评等级", "", grade]] if grade_position == "header" else []),
        [f"项目资金（{unit}）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *_make_money(evaluation, factor, execution_score),
        ["年度总体目标", "预期目标", "", "", "实际完成情况"],
        ["", write_narrative(evaluation, "goal"), "", "", write_narrative(evaluation, "achievements")],
    ]
    if is_reviewed:
        review = evaluation.make_rng("review")
        header = [*header, "复核分"]
        rows = [[*row, show_points(_review(review, Decimal(row[score]), evaluation.unit.review))] for row in rows]
        total = [*total, show_points(sum((Decimal(row[-1]) for row in rows), counted_execution))]
    day = evaluation.evaluated_on
    foot = (f"自评等级：{grade}",) if grade_position == "footer" else ()
    dated = f"填表日期：{day.year}年{day.month}月{day.day}日"
    year = f"{evaluation.year}年度"
    titles = (title, f"（{year}）") if is_year_below else (f"{year}{title}",)
    return Paper(titles, head, header, rows, total, (*foot, dated, NOTICE), labels=2)


def _make_money(evaluation: Evaluation, factor: int, execution_score: Decimal) -> list[list[str]]:
    """Return the rows of the total and its sources: label, initial budget, budget, executed, weight, rate, score."""
    rng = evaluation.make_rng("sources")
    carried = Decimal(rng.choice((0, 0, 0, 5, 10, 15))) / 100
    other = Decimal(rng.choice((0, 0, 0, 0, 8, 20))) / 100
    amounts = (evaluation.initial_budget, evaluation.budget, evaluation.executed)

    def split(amount: Decimal) -> list[Decimal]:
        """Split an amount over the sources in steps of 100 yuan; the appropriation takes the rest."""
        lesser = [round_half_up(amount * share / 100, "1") * 100 for share in (carried, other)]
        return [amount - sum(lesser), *lesser]

    columns = [[amount, *split(amount)] for amount in amounts]
    money = []
    for place, label in enumerate(("年度资金总额", *_SOURCES)):
        parts = [column[place] for column in columns]
        shown = [show_amount(part / factor) if any(parts) else "" for part in parts]
        rate = f"{round_half_up(parts[2] / parts[1] * 100, '0.01')}%" if parts[1] else ""
        points = ("10", show_points(execution_score)) if place == 0 else ("—", "—")
        money.append(["", label, *shown, points[0], rate, points[1]])
    return money


def _make_rows(evaluation: Evaluation, has_operators: bool, is_execution_beside: bool) -> list[list[str]]:
    """Return line items with weights that sum to 90, to 100 with the execution row, or to 100 without it."""
    rng = evaluation.make_rng("scores")
    project = evaluation.project
    reached = count_reached(evaluation)
    counted = Decimal(rng.choice((15, 20)))
    rest = 25 - counted
    counted += _EXECUTION_WEIGHT if is_execution_beside else 0
    share = min(Decimal(reached) / project.quantity, Decimal(1))
    actual = f"{reached}{project.measure_unit}"
    target = (str(project.quantity), project.measure_unit)
    quantity = _Indicator("产出指标", "数量指标", project.measure, "≥", *target, actual, actual, counted)

    def print_row(indicator: _Indicator, score: Decimal) -> list[str]:
        goal = [indicator.operator, indicator.target, indicator.unit]
        if not has_operators:
            goal = ["".join(goal).removeprefix(_QUALITATIVE)]
        is_full = score == indicator.weight
        reason = "" if is_full or Offence.UNEXPLAINED in evaluation.offences else rng.choice(_DEVIATIONS)
        actual = indicator.full if is_full else indicator.short
        points = [show_points(indicator.weight), show_points(score)]
        return [indicator.level_1, indicator.level_2, indicator.name, *goal, actual, *points, reason]

    scored = Decimal(1) if Offence.TARGET_MISSED in evaluation.offences else share
    rows = [print_row(quantity, round_half_up(counted * scored, "0.01"))]
    for indicator in _INDICATORS:
        weighed = indicator._replace(
            name=indicator.name or project.effect,
            weight=indicator.weight or rest,
            full=indicator.full or f"{rng.randrange(90, 100)}%",
            short=indicator.short or f"{rng.randrange(78, 90)}%",
        )
        rows.append(print_row(weighed, draw_score(rng, evaluation, weighed.weight, "0.5")))
    return rows


def _review(rng: Random, score: Decimal, review: str) -> Decimal:
    """Return the score of a reviewer: usually the same, otherwise less; much less where the review is harsh."""
    less = Decimal(rng.choice((1, 2, 3, 4) if review == "harsh" else (0, 0, 0, 1, 2)))
    return max(score - less, Decimal(0))
