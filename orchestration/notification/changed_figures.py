"""Say which figures of released evaluations a build changed, from build/changes.json (release/changes.py)."""

import json
from collections.abc import Mapping
from typing import Any

from orchestration.notification.digest import Section, Text, clean, make_section
from orchestration.settings import Settings

_TITLE = Text("以前发布的评价：数字有变化", "Evaluations released before: changed figures")
_NAMES = {
    "fiscal_year": Text("年度", "fiscal year"),
    "line_count": Text("指标行数", "line items"),
    "total_weight_points": Text("权重合计", "total weight"),
    "total_score_stated_points": Text("填报总分", "stated total score"),
    "total_score_computed_points": Text("计算总分", "computed total score"),
    "grade_key": Text("等级", "grade"),
    "stated_grade_key": Text("填报等级", "stated grade"),
    "initial_budget_yuan": Text("年初预算（元）", "initial budget (yuan)"),
    "budget_yuan": Text("预算（元）", "budget (yuan)"),
    "prior_year_budget_yuan": Text("上年预算（元）", "budget of the year before (yuan)"),
    "executed_yuan": Text("执行（元）", "executed (yuan)"),
    "execution_rate_stated": Text("填报执行率", "stated execution rate"),
    "line_items": Text("指标行得分", "scores of line items"),
}


def say_changed_figures(settings: Settings, record: Mapping[str, Any]) -> Section:
    """Return the changed figures of the build that a run released or refused; without lines if there are none.

    build/changes.json is of this run if the run released, or failed because of it: its cause names the file.
    """
    path = settings.build / "changes.json"
    if record.get("status") != "released" and str(path) not in str(record.get("cause")):
        return make_section(_TITLE, [])
    try:
        changes = json.loads(path.read_bytes())
        lines = [*_say_counts(changes), *(_say_example(example) for example in changes["examples"])]
        total = len(lines) - len(changes["examples"]) + sum((changes["by_figure"] or {}).values())
    except (OSError, ValueError, TypeError, KeyError):
        return make_section(_TITLE, [])
    return make_section(_TITLE, lines, total)


def _say_counts(changes: Mapping[str, Any]) -> list[Text]:
    """Return one line with the number of changed evaluations, and of each figure."""
    changed, left, compared = changes["changed"], changes["left"], changes["compared"]
    if not changed + left:
        return []
    figures = [(_name(code), count) for code, count in (changes["by_figure"] or {}).items()]
    zh = "，".join(f"{name.zh} {count:,}" for name, count in figures)
    en = ", ".join(f"{name.en} {count:,}" for name, count in figures)
    gone = Text(f"，不再审核通过 {left:,} 份" if left else "", f", {left:,} no longer admitted" if left else "")
    return [
        Text(
            f"{compared:,} 份中 {changed:,} 份有变化{gone.zh}{f'（{zh}）' if zh else ''}",
            f"{changed:,} of {compared:,} changed{gone.en}{f' ({en})' if en else ''}",
        )
    ]


def _say_example(example: Mapping[str, Any]) -> Text:
    """Return the old and the new value of one figure of an evaluation."""
    project, unit = (clean(example.get(name) or "–", 40) for name in ("project_name", "budget_unit_name"))
    name = _name(str(example["figure"]))
    old, new = _differ(*("–" if example[side] is None else clean(example[side], 2000) for side in ("old", "new")))
    return Text(f"{project}（{unit}）：{name.zh} {old} → {new}", f"{project} ({unit}): {name.en} {old} → {new}")


def _differ(old: str, new: str) -> tuple[str, str]:
    """Return two values; of lists of line items only the parts that differ, each cut to 40 characters."""
    sides = [text.split(", ") for text in (old, new)]
    if max(len(parts) for parts in sides) > 1:
        old, new = (
            ", ".join(part for part in parts if part not in other) or "–" for parts, other in (sides, reversed(sides))
        )
    return clean(old, 40), clean(new, 40)


def _name(code: str) -> Text:
    return _NAMES.get(code, Text(code, code))
