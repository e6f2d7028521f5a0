"""Forms as Shanghai prints them: labelled fields, one table in four categories, three notes."""

from datetime import date
from decimal import Decimal
from random import Random

from tests.corpus import words
from tests.corpus.draft import Column, Draft, Pair
from tests.corpus.money import draw_amounts, draw_points, share_points
from tests.corpus.spellings import print_date, print_rate
from tests.corpus.truth import Line, Truth

CAPS = {"投入与管理": 36, "产出目标": 34, "效果目标": 15, "影响力目标": 15}
BANDS = ((90, "优秀"), (75, "良好"), (60, "合格"), (0, "不合格"))
_INPUT = (
    ("资金使用的合规性", 6), ("绩效目标合理性", 8), ("项目设立的规范性", 5), ("预算执行率", 8),
    ("财务（资产）管理制度的健全性和执行的有效性", 5), ("项目管理制度的健全性和执行的有效性", 4),
)  # fmt: skip
_OUTPUT = ("完成率", "达标率", "及时性", "用户满意度", "设备合格率", "数据归集数量", "系统可用率", "培训人次")
_EFFECT = ("社会满意度", "创新服务模式", "生态效益", "优化营商环境", "公众知晓率", "节约成本", "事故下降率")
_INFLUENCE = ("长效管理制度建设", "人员到位率", "档案管理规范性", "信息公开程度", "部门协作机制")
_EXPLANATIONS = (
    "反映任务完成情况",
    "抽样调查结果",
    "制度是否建立并执行",
    "实际完成数与计划数之比",
    "反映项目实施的及时程度",
    "",
)
_NOTES = (
    "说明：1、依据本项目应实现的绩效目标或工作计划，对照已完成的情况，进行绩效自评。",
    "2、绩效等级说明：自评分合计90（含）-100分为优秀，75（含）-90分为良好，60（含）-75分为合格，0-60分为不合格。",
    "3、产出目标、效果目标和影响力目标可根据项目情况自行增加绩效指标。",
)


def draw_shanghai(rng: Random, project: str) -> Draft:
    """Return a clean form."""
    bureau = words.name_bureau(rng)
    money = draw_amounts(rng)
    year = rng.randrange(2018, 2025)
    day = date(year + 1, rng.randrange(1, 7), rng.randrange(1, 29))
    prior = rng.choice([Decimal(0), money.initial])
    loss = rng.choice([0.3, 0.5, 0.9])
    truth = Truth(
        scheme="shanghai_2019", project=project, unit=words.name_body(rng, bureau), office=words.name_office(rng),
        fiscal_year=year, evaluation_date=day, is_recurring=rng.random() < 0.5, budget=money.budget, prior_budget=prior,
        executed=money.executed, rate=money.rate, lines=list(_draw_lines(rng, loss)),
        narratives={name: words.write_narrative(rng, name) for name in ("goal", "achievements", "problems", "improvements")},
    )  # fmt: skip
    truth.total = truth.score()
    truth.grade = find_grade(truth.total)
    return Draft(
        truth=truth,
        title=rng.choice(["项目绩效自我评价", "项目绩效自评价"]),
        form_header=_make_form_header(truth, day),
        columns=[
            Column("一级指标", "category"), Column("指标名称", "name"), Column("指标解释", "explanation"),
            Column("权重", "weight"), Column("自评分", "score"), Column("备注", "remark"),
        ],
        notes=list(_NOTES),
        colon="：",
        amounts={"total:budget": money.budget, "total:prior": prior, "total:executed": money.executed},
        category_labels={name: f"{name} ({cap}分)" for name, cap in CAPS.items()},
    )  # fmt: skip


def find_grade(total: Decimal) -> str:
    """Return the grade of a total."""
    return next(grade for bound, grade in BANDS if total >= bound)


def _draw_lines(rng: Random, loss: float) -> list[Line]:
    lines = [
        Line(
            "投入与管理",
            "",
            name,
            Decimal(weight),
            draw_points(rng, Decimal(weight), loss / 2),
            explanation=rng.choice(_EXPLANATIONS),
        )
        for name, weight in _INPUT
    ]
    for category, names in (("产出目标", _OUTPUT), ("效果目标", _EFFECT), ("影响力目标", _INFLUENCE)):
        count = rng.randrange(1, 5)
        drawn = rng.sample(names, count)
        for name, weight in zip(drawn, share_points(rng, Decimal(CAPS[category]), count), strict=True):
            explanation = rng.choice(_EXPLANATIONS)
            lines.append(Line(category, "", name, weight, draw_points(rng, weight, loss), explanation=explanation))
        if rng.random() < 0.15:
            lines.append(
                Line(category, "", rng.choice([name for name in names if name not in drawn]), None, Decimal(0))
            )
    return lines


def _make_form_header(truth: Truth, day: date) -> list[list[Pair]]:
    assert truth.rate is not None
    return [
        [Pair("项目名称", truth.project, "project"), Pair("预算单位", truth.unit, "unit")],
        [
            Pair("具体实施处（科室）", truth.office or "", "office"),
            Pair("是否为经常性项目", "是" if truth.is_recurring else "否", "recurring"),
        ],
        [Pair("当年预算数（元）", "", "total:budget"), Pair("上年预算金额（元）", "", "total:prior")],
        [Pair("预算执行数（元）", "", "total:executed"), Pair("预算执行率（%）", print_rate(truth.rate), "rate")],
        [Pair("项目年度总目标", truth.narratives["goal"], "goal")],
        [Pair("自评时间", print_date(day), "date")],
        [Pair("绩效等级", truth.grade or "", "grade")],
        [Pair("主要绩效", truth.narratives["achievements"], "achievements")],
        [Pair("主要问题", truth.narratives["problems"], "problems")],
        [Pair("改进措施", truth.narratives["improvements"], "improvements")],
    ]
