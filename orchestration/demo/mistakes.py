"""Mistakes of filers that quarantine a form, and slips that only flag it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from orchestration.demo.city import show_amount
from orchestration.demo.paper import Paper
from orchestration.demo.scoring import show_points

Mistake = Callable[[Paper, Random], Paper]

_WEIGHTS, _SCORES = ("权重", "分值"), ("自评分", "得分")
_NUMERALS = {"2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "10": "十"}


def make_mistake(paper: Paper, rng: Random, is_national: bool) -> Paper:
    """Return the form with a mistake that quarantines it."""
    return rng.choice(_NATIONAL if is_national else _SHANGHAI)(paper, rng)


def make_slip(paper: Paper, rng: Random, is_national: bool) -> Paper:
    """Return the form with a slip that only flags it."""
    return rng.choice(_NATIONAL_SLIPS if is_national else _SHANGHAI_SLIPS)(paper, rng)


def _find_column(paper: Paper, names: Sequence[str]) -> int:
    return next(place for place, name in enumerate(paper.header) if name in names)


def _draw_row(paper: Paper, rng: Random, least: int = 0) -> int:
    """Return the number of a row of the table with a weight."""
    weight = _find_column(paper, _WEIGHTS)
    return rng.choice([place for place, row in enumerate(paper.rows) if row[weight] and place >= least])


def _forget_the_sum(paper: Paper, rng: Random) -> Paper:
    """A score was changed, but the total was not."""
    column = _find_column(paper, _SCORES)
    total = Decimal((paper.total or [])[column])
    return paper.with_total(column, show_points(total + rng.choice((-2, -1, 1, 3))))


def _score_above_weight(paper: Paper, rng: Random) -> Paper:
    """A line has a score above its weight; the total includes it."""
    row, column = _draw_row(paper, rng), _find_column(paper, _SCORES)
    weight = Decimal(paper.rows[row][_find_column(paper, _WEIGHTS)])
    raised = weight + 1
    total = Decimal((paper.total or [])[column]) + raised - Decimal(paper.rows[row][column])
    return paper.with_cell(row, column, show_points(raised)).with_total(column, show_points(total))


def _leave_a_score_out(paper: Paper, rng: Random) -> Paper:
    return paper.with_cell(_draw_row(paper, rng), _find_column(paper, _SCORES), "")


def _write_a_weight_in_words(paper: Paper, rng: Random) -> Paper:
    column = _find_column(paper, _WEIGHTS)
    row = _draw_row(paper, rng)
    return paper.with_cell(row, column, _NUMERALS.get(paper.rows[row][column], "约10"))


def _misread_a_weight(paper: Paper, rng: Random) -> Paper:
    """Character recognition of a scan has read IO for 10."""
    return paper.with_cell(_draw_row(paper, rng), _find_column(paper, _WEIGHTS), "IO")


def _shift_weights(paper: Paper, rng: Random) -> Paper:
    """Points move from one category to another; the total stays 100."""
    column, score = _find_column(paper, _WEIGHTS), _find_column(paper, _SCORES)
    output = next(place for place, row in enumerate(paper.rows) if row[0].startswith("产出"))
    last = next(place for place in reversed(range(len(paper.rows))) if paper.rows[place][column])
    heavier = Decimal(paper.rows[last][column]) + 1
    lighter = Decimal(paper.rows[output][column]) - 1
    lost = max(Decimal(paper.rows[output][score]) - lighter, Decimal(0))
    moved = paper.with_cell(output, column, show_points(lighter)).with_cell(last, column, show_points(heavier))
    kept = show_points(Decimal(paper.rows[output][score]) - lost)
    return moved.with_cell(output, score, kept).with_total(
        score, show_points(Decimal((paper.total or [])[score]) - lost)
    )


def _name_another_grade(paper: Paper, rng: Random) -> Paper:
    row, column = paper.find("绩效等级")
    printed = paper.head[row][column + 1]
    return paper.with_head("绩效等级", rng.choice([name for name in ("优秀", "良好", "合格") if name != printed]))


def _name_a_grade_of_another_scheme(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("绩效等级", rng.choice(("优", "良")))


def _state_a_grade_of_shanghai(paper: Paper, rng: Random) -> Paper:
    return paper.changed(notes=(f"自评等级：{rng.choice(('优秀', '良好'))}", *paper.notes))


def _forget_the_total(paper: Paper, rng: Random) -> Paper:
    return paper.changed(total=None)


def _estimate_an_amount(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("当年预算数", rng.choice(("约50万元", "详见附件", "1,234,56.00")))


def _estimate_an_execution(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("年度资金总额", rng.choice(("约80", "见明细表")), 3)


def _book_a_refund(paper: Paper, rng: Random) -> Paper:
    """The executed amount is negative."""
    return paper.with_head("预算执行数", f"-{show_amount(Decimal(rng.randrange(1_000, 90_000)))}")


def _calculate_too_finely(paper: Paper, rng: Random) -> Paper:
    """The amount is the result of a formula, with three decimals."""
    row, column = paper.find("当年预算数")
    amount = paper.head[row][column + 1].removesuffix("万元")
    return paper.with_head("当年预算数", f"{amount}{rng.randrange(1, 9)}")


def _rename_the_budget(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("当年预算数", rng.choice(("安排资金总额（元）：", "项目总投资（元）：")), 0)


def _rename_a_category(paper: Paper, rng: Random) -> Paper:
    place = next(place for place, row in enumerate(paper.rows) if row[0].startswith("影响力"))
    return paper.with_cell(place, 0, "可持续影响 (15分)")


def _leave_the_unit_out(paper: Paper, rng: Random) -> Paper:
    """Omit the unit of money if it is 万元. On forms in 元 this would quarantine too much money."""
    row, column = paper.find("项目资金")
    if paper.head[row][column] != "项目资金（万元）":
        return _forget_the_sum(paper, rng)
    return paper.with_head("项目资金", "项目资金", 0)


def _drop_a_row(paper: Paper, rng: Random) -> Paper:
    """A row was lost in copying: the weights no longer sum to 100."""
    row = _draw_row(paper, rng, 1)
    while paper.rows[row][0]:
        row = _draw_row(paper, rng, 1)
    return paper.changed(rows=[cells for place, cells in enumerate(paper.rows) if place != row])


def _misstate_the_rate(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("预算执行率", f"{rng.randrange(60, 85)}.00%")


def _leave_the_date_out(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("自评时间", rng.choice(("", "五月")))


def _leave_the_prompt(paper: Paper, rng: Random) -> Paper:
    return paper.with_head(rng.choice(("主要问题", "改进措施")), rng.choice(("（200字以内）", "……", "无")))


def _print_another_cap(paper: Paper, rng: Random) -> Paper:
    return paper.with_cell(0, 0, "投入与管理 (35分)")


def _repeat_an_indicator(paper: Paper, rng: Random) -> Paper:
    """A line was copied without changing its name."""
    place = next(place for place, row in enumerate(paper.rows) if row[0].startswith("产出"))
    return paper.with_cell(place + 1, 1, paper.rows[place][1]) if not paper.rows[place + 1][0] else paper


def _date_it_in_another_year(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("自评时间", f"{rng.choice((2018, 2026))}-05-14")


def _forget_the_office(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("责任科室", "")


def _leave_a_template_row(paper: Paper, rng: Random) -> Paper:
    """A row of the template is left empty."""
    blank = ["", "", "指标2：", *[""] * (len(paper.header) - 3)]
    return paper.changed(rows=[paper.rows[0], blank, *paper.rows[1:]])


def _misstate_the_total_rate(paper: Paper, rng: Random) -> Paper:
    return paper.with_head("年度资金总额", f"{rng.randrange(50, 80)}%", 5)


_SHANGHAI: tuple[Mistake, ...] = (
    _forget_the_sum, _forget_the_sum, _score_above_weight, _leave_a_score_out, _write_a_weight_in_words, _shift_weights,
    _name_another_grade, _name_another_grade, _name_a_grade_of_another_scheme, _forget_the_total, _estimate_an_amount,
    _book_a_refund, _calculate_too_finely, _rename_the_budget, _rename_a_category, _drop_a_row,
)  # fmt: skip
_NATIONAL: tuple[Mistake, ...] = (
    _forget_the_sum, _forget_the_sum, _score_above_weight, _leave_a_score_out, _misread_a_weight,
    _state_a_grade_of_shanghai, _estimate_an_execution, _leave_the_unit_out, _drop_a_row,
)  # fmt: skip
_SHANGHAI_SLIPS: tuple[Mistake, ...] = (
    _misstate_the_rate, _leave_the_date_out, _leave_the_prompt, _print_another_cap, _repeat_an_indicator,
    _date_it_in_another_year,
)  # fmt: skip
_NATIONAL_SLIPS: tuple[Mistake, ...] = (_forget_the_office, _leave_a_template_row, _misstate_the_total_rate)
