"""One document per way in which national forms arrive (named `mof_2020__<case>`), and what becomes of it.

The forms are of one department and year and of projects named by their case, so that they do not touch one another.
"""

import re
from typing import NamedTuple

from tests.national_form import NationalForm, clean_money, clean_rows
from tests.shanghai_form import Form


class NationalCase(NamedTuple):
    """A document's text, its number of forms, blocking rules they fail, findings that only flag, what is set aside."""

    text: str
    forms: int
    blocking: frozenset[str]
    flags: frozenset[str]
    set_aside: tuple[str, ...] = ()


CLEAN = NationalForm()


def _case(
    form: NationalForm | str,
    *blocking: str,
    flags: tuple[str, ...] = (),
    forms: int = 1,
    set_aside: tuple[str, ...] = (),
) -> NationalCase:
    text = form if isinstance(form, str) else form.text()
    return NationalCase(text, forms, frozenset(blocking), frozenset(flags), set_aside)


def _in_yuan(form: NationalForm) -> NationalForm:
    """The same money in yuan."""

    def convert(text: str) -> str:
        return f"{float(text) * 10_000:,.2f}" if text else text

    money = [[row[0], *map(convert, row[1:4]), *row[4:]] for row in form.money]
    return form.changed(money_label="项目资金（元）", money=money)


def _with_weights(*weights: str) -> list[list[str]]:
    """The clean rows with other weights, all scored in full."""
    return [[*row[:6], weight, weight, ""] for row, weight in zip(clean_rows(), weights, strict=True)]


def _total(weight: str, score: str) -> list[str]:
    return ["总分", "", "", "", "", "", weight, score, ""]


def _look_alike(title: str) -> str:
    return f"{title}\n（2022年度）\n项目名称\t某项目\n绩效目标\t完成\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t次数\t≥5次\n"


HUNDRED = ("25", "10", "12.5", "22.5", "10", "10", "10")
_VARIANT_HEADER = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
_VARIANT_ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥", "50", "人次", "63", "50", "50", ""],
    ["", "质量指标", "合格率", "＝", "100", "%", "100%", "10", "10", ""],
    ["效益指标", "社会效益指标", "服务效率", "定性", "明显", "", "明显", "20", "20", ""],
    ["满意度指标", "服务对象满意度指标", "学员满意度", "≧", "90", "%", "95", "10", "10", ""],
]

_OTHER_LABELS = CLEAN.changed(
    header=tuple({"分值": "标准分", "得分": "评分"}.get(label, label) for label in CLEAN.header),
    money_columns=tuple({"分值": "满分", "得分": "实际得分"}.get(label, label) for label in CLEAN.money_columns),
)

_CASES = {
    "in_wan": _case(CLEAN),
    "in_yuan": _case(_in_yuan(CLEAN)),
    "in_both_units": _case(
        CLEAN.changed(
            money_columns=("年初预算数", "全年预算数", "全年执行数（元）", "分值", "执行率", "得分"),
            money=[["年度资金总额", "100", "120", "1,034,400", "10", "86.20%", "8.62"]],
        )
    ),
    "unit_of_the_whole_form": _case(CLEAN.changed(money_label="项目资金", year="（2022年度）\n金额单位：元")),
    "execution_beside": _case(
        CLEAN.changed(rows=_with_weights(*HUNDRED), total=_total("100", "100")),
        flags=("category_weights_follow_guideline", "scores_not_all_full"),
    ),
    "execution_beside_and_total_off": _case(
        CLEAN.changed(rows=_with_weights(*HUNDRED), total=_total("100", "108.62")), "total_score_equals_sum",
        flags=("category_weights_follow_guideline", "scores_not_all_full"),
    ),
    "execution_settled_by_total": _case(
        CLEAN.changed(rows=_with_weights("15", "10", "10", "10", "15", "15", "10"), total=_total("95", "93.62")),
        "total_weight_complete", flags=("category_weights_follow_guideline",),
    ),
    "execution_unsettled": _case(
        CLEAN.changed(rows=_with_weights("15", "10", "10", "10", "15", "15", "10"), total=_total("", "77")),
        "execution_row_settled", "total_weight_complete", "total_score_equals_sum", flags=("category_weights_follow_guideline",),
    ),
    "execution_without_points": _case(
        CLEAN.changed(
            money=[[*row[:4], "—", row[5], "—"] for row in clean_money()],
            rows=_with_weights(*HUNDRED), total=_total("100", "100"),
        ),
        flags=("category_weights_follow_guideline", "scores_not_all_full"),
    ),
    "no_money_block": _case(
        CLEAN.changed(
            money_label="资金", money_columns=(), money=[], rows=_with_weights(*HUNDRED), total=_total("100", "100")
        ),
        flags=("amount_present", "category_weights_follow_guideline", "scores_not_all_full"),
    ),
    "budget_0": _case(
        CLEAN.changed(money=[["年度资金总额", "0", "0", "0", "10", "—", "10"]], total=_total("100", "100")),
        flags=("budget_positive", "scores_not_all_full"),
    ),
    "executed_above_budget": _case(
        CLEAN.with_money(1, 3, "150.00").with_money(1, 5, "125%").with_money(2, 3, "130.00"),
        flags=("executed_within_budget",),
    ),
    "rate_is_not_the_quotient": _case(CLEAN.with_money(1, 5, "90%"), flags=("execution_rate_matches",)),
    "sources_do_not_add_up": _case(CLEAN.with_money(3, 2, "30.00"), flags=("budget_sources_add_up",)),
    "column_of_money_without_a_label": _case(
        CLEAN.changed(money_columns=("年初预算数", "全年预算数", "", "分值", "执行率", "得分")),
        "amount_label_known", "cells_beyond_label", "total_score_equals_sum", "total_weight_complete", "total_weight_equals_sum",
        flags=("amount_present", "category_weights_follow_guideline", "scores_not_all_full"),
    ),
    "source_only_the_form_names": _case(
        CLEAN.changed(money=[*clean_money()[:1], ["区级配套", "100.00", "120.00", "103.44", "", "", ""]])
    ),
    "total_is_the_sum_of_its_sources": _case(
        CLEAN.with_money(1, 2, "").with_money(1, 3, "—"), flags=("amount_present",)
    ),
    "total_blank_and_a_source_in_words": _case(
        CLEAN.with_money(1, 2, "").with_money(3, 2, "约二十"), "unreadable_number", "amount_total_settled",
        flags=("amount_present",),
    ),
    "total_blank_and_a_source_of_a_source": _case(
        CLEAN.changed(
            money=[["年度资金总额", "100", "", "103.44", "10", "86.20%", "8.62"], *clean_money()[1:2], ["其中：省级", "", "60", "", "", "", ""]]
        ),
        "amount_total_settled", flags=("amount_present", "budget_sources_add_up"),
    ),
    "yuan_under_wan": _case(
        CLEAN.changed(money=[["年度资金总额", "500000.00", "500000.00", "431000.00", "10", "86.20%", "8.62"]]),
        "amount_unit_plausible", flags=("amount_plausible",),
    ),
    "title_of_shanghai": _case(CLEAN.changed(title="项目绩效自我评价"), flags=("title_agrees_with_body",)),
    "executed_in_yuan_under_wan": _case(
        CLEAN.changed(money=[["年度资金总额", "100", "120", "1034400.00", "10", "86.20%", "8.62"]]),
        "amount_unit_plausible", flags=("execution_rate_matches", "executed_within_budget"),
    ),
    "unit_in_its_own_cell": _case(CLEAN.with_head(实施单位="—")),
    "unit_of_one_department": _case(CLEAN.with_head(主管部门="甲厅", 实施单位="同名中学"), flags=("unit_under_two_departments",)),
    "unit_of_another_department": _case(
        CLEAN.with_head(主管部门="乙厅", 实施单位="同名中学"), flags=("unit_under_two_departments",)
    ),
    "three_levels": _case(CLEAN.with_head(责任科室="培训科")),
    "names_with_codes_of_units": _case(CLEAN.with_head(主管部门="219-某省教育厅", 实施单位="（219001）某省培训中心")),
    "unit_not_stated": _case(CLEAN.changed(money_label="项目资金").with_head(主管部门="不明厅", 实施单位="不明中心"), "amount_unit_stated"),
    "amount_in_words": _case(CLEAN.with_money(2, 2, "约一百"), "unreadable_number", flags=("budget_sources_add_up",)),
    "total_is_not_the_sum": _case(CLEAN.changed(total=_total("100", "99")), "total_score_equals_sum"),
    "total_in_the_head": _case(CLEAN.changed(total=None).with_head(自评总分="98.62")),
    "total_at_two_places": _case(CLEAN.with_head(自评总分="97"), "total_score_equals_sum"),
    "total_nowhere": _case(CLEAN.changed(total=None), flags=("total_score_printed",)),
    "caps_of_its_own": _case(
        CLEAN.changed(rows=_with_weights("30", "20", "10", "10", "5", "5", "10")), flags=("category_weights_follow_guideline",)
    ),
    "variant_with_operator_and_unit": _case(
        CLEAN.changed(title="项目支出绩效自评表（公开14表）", header=_VARIANT_HEADER, rows=_VARIANT_ROWS, total=["总分", *[""] * 6, "100", "98.62", ""]),
        flags=("category_weights_follow_guideline",),
    ),
    "grade_below_the_table": _case(CLEAN.changed(foot=("自评等级：优", "填表人：张三\t联系电话：021"))),
    "grade_ticked_below_the_table": _case(CLEAN.changed(foot=("☑优 □良 □中 □差", "填表日期：2023年3月1日"))),
    "grade_ticked_below_the_table_off": _case(
        CLEAN.changed(foot=("□优 ☑良 □中 □差", "填表日期：2023年3月1日")), "grade_matches_bands"
    ),
    "grade_not_ticked": _case(
        CLEAN.changed(foot=("评价等级：□优 □良 □中 □差", "填表日期：2023年3月1日")), flags=("grade_readable",)
    ),
    "grade_of_shanghai": _case(CLEAN.with_head(自评等级="优秀")),
    "grade_unknown": _case(CLEAN.with_head(自评等级="合格"), flags=("grade_readable",)),
    "grade_printed_twice": _case(
        CLEAN.with_head(自评等级="优").changed(foot=("评价等级：良",)), "grade_unambiguous"
    ),
    "seventy_five_is_fair": _case(
        CLEAN.with_cell(5, 7, "5").with_cell(6, 7, "5").with_cell(7, 7, "6.38").changed(total=_total("100", "75")).with_head(自评等级="中")
    ),
    "template_left_in": _case(
        CLEAN.changed(
            goals=("（200字以内）", "已完成。"),
            rows=[*clean_rows()[:2], ["", "", "", "指标2：", "", "", "", "", ""], ["", "", "", "……", "", "", "", "", ""], *clean_rows()[2:]],
        ),
        flags=("narrative_filled",),
    ),
    "template_name_scored": _case(CLEAN.with_cell(2, 3, "指标2："), flags=("indicator_name_present",)),
    "numbered_names": _case(CLEAN.with_cell(1, 3, "指标1：培训人数")),
    "names_with_codes": _case(
        CLEAN.with_head(主管部门="[105]某省教育厅"), flags=()
    ),
    "weight_misread": _case(
        CLEAN.with_cell(2, 6, "IO"), "unreadable_number", "total_weight_complete", "total_weight_equals_sum",
        flags=("category_weights_follow_guideline",),
    ),
    "digits_lost": _case(
        CLEAN.changed(
            money=[[row[0], *[""] * 6] for row in clean_money()], rows=[[*row[:6], "", "", ""] for row in clean_rows()], total=_total("", ""),
        ),
        "execution_row_settled", "total_weight_complete", "row_settled",
        flags=("amount_present", "total_score_printed"),
    ),
    "subtotals": _case(
        CLEAN.changed(rows=[*clean_rows()[:4], ["", "小计", "", "", "", "", "50", "50", ""], *clean_rows()[4:]])
    ),
    "assessors": _case(
        CLEAN.changed(
            header=(*CLEAN.header, "复核分", "财政评分"), rows=[[*row, row[7], "9"] for row in clean_rows()],
            total=[*_total("100", "98.62"), "90", "63"],
        )
    ),
    "assessor_misread": _case(
        CLEAN.changed(header=(*CLEAN.header, "专家评分"), rows=[[*row, "优"] for row in clean_rows()]), "unreadable_number"
    ),
    "targets_of_digits": _case(CLEAN.with_cell(1, 4, "≥20220101").with_cell(2, 4, "≥20221301")),
    "other_labels_of_weights_and_scores": _case(_OTHER_LABELS),
    "other_labels_of_weights_and_scores_off": _case(_OTHER_LABELS.with_cell(2, 7, "9"), "total_score_equals_sum"),
    "two_columns_of_weights": _case(
        CLEAN.changed(header=(*CLEAN.header[:8], "标准分"), rows=[[*row[:8], row[6]] for row in clean_rows()]), "cells_beyond_label"
    ),
    "deviation_explained": _case(CLEAN.with_cell(1, 8, "因疫情推迟，下年补齐。")),
    "two_in_one_file": _case(CLEAN.text() + CLEAN.with_head(项目名称="另一项目").text(), forms=2),
    "starts_in_the_middle": _case(CLEAN.text().split("三级指标")[1] + CLEAN.text()),
    "look_alike_beside": _case(
        _look_alike("项目支出绩效目标申报表") + CLEAN.text() + _look_alike("部门整体支出绩效自评表"),
        set_aside=("target_declaration", "whole_department"),
    ),
    "monitoring_only": _case(_look_alike("2022年度项目支出绩效运行监控表"), forms=0, set_aside=("mid_year_monitoring",)),
    "review_only": _case(_look_alike("项目支出绩效自评复核表"), forms=0, set_aside=("review",)),
}  # fmt: skip


def _name(name: str, text: str) -> str:
    """The document's first project is named by its case."""
    return re.sub(r"项目名称\t\t\t乙项目", f"项目名称\t\t\t{name}", text, count=1)


NATIONAL_CASES = {f"mof_2020__{name}": case._replace(text=_name(name, case.text)) for name, case in _CASES.items()}

# Of Shanghai, in the same release: 75 points are 良好 there.
SHANGHAI_75 = (
    Form()
    .with_cell(7, 4, "10")
    .with_cell(8, 4, "3")
    .with_cell(10, 4, "1")
    .changed(total=["合计", "", "", "100", "75", ""])
    .with_head(项目名称="shanghai_75", 绩效等级="良好")
)
