"""The national table (项目支出绩效自评表), and Yunnan's variant of it (公开14表) with a header in two rows."""

from decimal import Decimal
from random import Random

from tests.corpus import words
from tests.corpus.draft import Column, Draft, Money, MoneyRow, Pair
from tests.corpus.money import draw_amounts, draw_points, round_points, share_points, split_amount
from tests.corpus.spellings import print_points, print_rate
from tests.corpus.truth import Line, Truth

BANDS = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
LEVELS: tuple[tuple[str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "产出指标",
        "数量指标",
        (("巡检次数", "≥", "12", "次"), ("新建管网", "≥", "8", "公里"), ("培训人数", "≥", "150", "人次")),
    ),
    ("产出指标", "质量指标", (("验收合格率", "＝", "100", "%"), ("设备完好率", "≥", "95", "%"))),
    ("产出指标", "时效指标", (("按期完工率", "＝", "100", "%"), ("资金拨付天数", "≤", "30", "天"))),
    ("效益指标", "社会效益指标", (("受益人口", "≥", "3000", "人"), ("投诉下降率", "≥", "10", "%"))),
    ("效益指标", "可持续影响指标", (("设施使用年限", "≥", "10", "年"), ("管护制度覆盖率", "≥", "90", "%"))),
    ("满意度指标", "服务对象满意度指标", (("群众满意度", "≥", "90", "%"), ("服务对象满意率", "≥", "95", "%"))),
)
_CAPS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}


def draw_national(rng: Random, project: str) -> Draft:
    """Return a clean form, in yuan or 10,000 yuan."""
    bureau = words.name_bureau(rng)
    money = draw_amounts(rng)
    year = rng.randrange(2019, 2025)
    is_yunnan = rng.random() < 0.3
    execution = round_points(money.rate * 10)
    truth = Truth(
        scheme="mof_2020", project=project, unit=words.name_body(rng, bureau), supervising=bureau, fiscal_year=year,
        initial_budget=money.initial, budget=money.budget, executed=money.executed, rate=money.rate,
        execution_weight=Decimal(10), execution_score=execution, lines=draw_lines(rng, _CAPS, is_split=is_yunnan),
        narratives={name: words.write_narrative(rng, name) for name in ("goal", "achievements")},
    )  # fmt: skip
    truth.total = truth.score()
    draft = Draft(
        truth=truth,
        title="项目支出绩效自评表",
        below=[f"（{year}年度）"],
        form_header=[[Pair("项目名称", project, "project")], [Pair("主管部门", bureau, "supervising"), Pair("实施单位", truth.unit, "unit")]],
        goal_label="年度总体目标",
        goals=[[Pair("预期目标", truth.narratives["goal"], "goal"), Pair("实际完成情况", truth.narratives["achievements"], "achievements")]],
        table_label="绩效指标" if rng.random() < 0.5 and not is_yunnan else "",
        columns=_make_columns(is_yunnan),
        total_label="总分",
        money_unit="元" if is_yunnan and rng.random() < 0.5 else "万元",
        amount_style=rng.choice(["plain", "short"]),
    )  # fmt: skip
    draft.money = _make_money(rng, draft, truth)
    if is_yunnan:
        draft.kinds.append("yunnan")
        draft.below.append("公开14表")
        truth.grade = find_grade(truth.total)
        draft.total_extra["remark"] = truth.grade
    return draft


def find_grade(total: Decimal) -> str:
    """Return the grade of a total."""
    return next(grade for bound, grade in BANDS if total >= bound)


def draw_lines(rng: Random, caps: dict[str, int], *, is_split: bool, loss: float = 0.4) -> list[Line]:
    """Return line items of the three national levels; with `is_split`, operator, value and unit have separate cells."""
    lines = []
    for category, cap in caps.items():
        chosen = [
            (subcategory, *indicator)
            for level, subcategory, indicators in LEVELS if level == category
            for indicator in rng.sample(indicators, rng.randrange(1, len(indicators) + 1))
        ]  # fmt: skip
        for (subcategory, name, operator, value, unit), weight in zip(
            chosen, share_points(rng, Decimal(cap), len(chosen)), strict=True
        ):
            score = draw_points(rng, weight, loss)
            reached = value if score == weight else str(int(value) + (1 if operator == "≤" else -1))
            line = Line(category, subcategory, name, weight, score, remark="" if score == weight else "汛期影响施工")
            if is_split:
                line.operator, line.target_value, line.target_unit, line.actual = operator, value, unit, reached
            else:
                line.target, line.actual = f"{operator}{value}{unit}", f"{reached}{unit}"
            lines.append(line)
    return lines


def _make_columns(is_yunnan: bool) -> list[Column]:
    levels = [Column("一级指标", "category"), Column("二级指标", "subcategory"), Column("三级指标", "name")]
    targets = [Column("年度指标值", "target")]
    if is_yunnan:
        over = "年度指标值"
        targets = [
            Column("指标性质", "operator", over),
            Column("指标值", "target_value", over),
            Column("度量单位", "target_unit", over),
        ]
        for column in levels:
            column.over = "绩效指标"
    rest = [
        Column("实际完成值", "actual"),
        Column("分值", "weight"),
        Column("得分", "score"),
        Column("偏差原因分析及改进措施", "remark"),
    ]
    return [*levels, *targets, *rest]


def _make_money(rng: Random, draft: Draft, truth: Truth) -> Money:
    assert truth.initial_budget is not None
    assert truth.budget is not None
    assert truth.executed is not None
    assert truth.rate is not None
    parts = rng.choice([1, 1, 2])
    phases = (("initial", truth.initial_budget), ("budget", truth.budget), ("executed", truth.executed))
    for phase, amount in phases:
        draft.amounts[f"total:{phase}"] = amount
        for source, part in zip(("fiscal", "carried"), split_amount(rng, amount, parts), strict=False):
            draft.amounts[f"{source}:{phase}"] = part
    rows = [
        MoneyRow(
            "年度资金总额",
            "total",
            {"weight": "10", "rate": print_rate(truth.rate), "score": print_points(truth.execution_score)},
        ),
        MoneyRow("其中：当年财政拨款", "fiscal", {"weight": "—", "score": "—"}),
        MoneyRow("上年结转资金", "carried", {"weight": "—", "score": "—"}),
        MoneyRow("其他资金", "other", {"weight": "—", "score": "—"}),
    ]
    columns = [
        Column("年初预算数", "initial"), Column("全年预算数", "budget"), Column("全年执行数", "executed"),
        Column("分值", "weight"), Column("执行率", "rate"), Column("得分", "score"),
    ]  # fmt: skip
    return Money(f"项目资金（{draft.money_unit}）", columns, rows)
