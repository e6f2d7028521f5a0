"""One document per way of being broken (named `shanghai_2019__<case>`), and what becomes of it.

The forms are of one unit and year and of projects named by their case, so that they do not touch one another.
"""

from typing import NamedTuple

from tests.containers.docx_parts import make_docx, make_two_tables, p, tbl, tc, tr
from tests.containers.write_xlsx import make_workbook, save_workbook
from tests.shanghai_form import Form, clean_rows


class Case(NamedTuple):
    """A document's bytes, the blocking rules it fails, the findings that only flag it, its folder and number of forms."""

    content: bytes
    blocking: frozenset[str]
    flags: frozenset[str]
    folder: str
    forms: int = 1


def _case(form: Form, *blocking: str, flags: tuple[str, ...] = ()) -> tuple[Form, frozenset[str], frozenset[str]]:
    return form, frozenset(blocking), frozenset(flags)


CLEAN = Form()
_AMOUNT, _EXECUTED, _RATE = "当年预算数（元）", "预算执行数（元）", "预算执行率（%）"

_FORMS = {
    "clean": _case(CLEAN),
    "gb18030": _case(CLEAN),
    "amounts_with_units": _case(CLEAN.with_head(**{_AMOUNT: "100.00万元", _EXECUTED: "98万元"})),
    "labels_at_the_bottom": _case(CLEAN.changed(rows=[["投入与管理 (36分)" if n == 5 else "" if n == 0 else row[0], *row[1:]] for n, row in enumerate(clean_rows())])),
    "without_total": _case(CLEAN.changed(total=None), "total_row_present"),
    "cut": _case(
        CLEAN.changed(rows=clean_rows()[:7], total=None),
        "total_row_present", "category_weights_equal_cap", "total_weight_complete", "grade_matches_bands",
    ),
    "weight_in_words": _case(
        CLEAN.with_cell(2, 3, "八"),
        "unreadable_number", "category_weights_equal_cap", "total_weight_complete", "total_weight_equals_sum",
    ),
    "cap": _case(CLEAN.with_cell(8, 3, "8").with_cell(10, 3, "7"), "category_weights_equal_cap"),
    "grade": _case(CLEAN.with_head(绩效等级="良好"), "grade_matches_bands"),
    "grade_of_another_scheme": _case(CLEAN.with_head(绩效等级="优")),
    "grade_with_what_stands_around": _case(CLEAN.with_head(绩效等级="等级：优秀（93分）。")),
    "grade_by_alias_off": _case(CLEAN.with_head(绩效等级="良"), "grade_matches_bands"),
    "grade_unknown": _case(CLEAN.with_head(绩效等级="甲等"), flags=("grade_readable",)),
    "grade_printed_twice": _case(CLEAN.changed(head={**CLEAN.head, "绩效等级 ": "良好"}), "grade_unambiguous"),
    "grade_ticked_in_the_total_row": _case(
        CLEAN.with_head(绩效等级="").changed(total=["合计", "", "", "100", "93", "优秀√ 良好 合格 不合格"])
    ),
    "grade_ticked_in_the_total_row_off": _case(
        CLEAN.with_head(绩效等级="").changed(total=["合计", "", "", "100", "93", "优秀 良好√ 合格 不合格"]), "grade_matches_bands"
    ),
    "grade_ticked_twice": _case(CLEAN.with_head(绩效等级="☑优秀 ☑良好 □合格 □不合格"), flags=("grade_readable",)),
    "grade_blank": _case(CLEAN.with_head(绩效等级="")),
    "third_decimal": _case(CLEAN.with_head(**{_AMOUNT: "123.456", _EXECUTED: "123.45", _RATE: "100%"}), "amount_beyond_fen"),
    "third_decimal_after_unit": _case(CLEAN.with_head(**{_AMOUNT: "3075.1234567万元", _EXECUTED: "3075万元", _RATE: "100%"}), "amount_beyond_fen"),
    "amount_in_words": _case(CLEAN.with_head(**{_AMOUNT: "约一百万"}), "unreadable_number"),
    "amount_without_room": _case(CLEAN.with_head(**{_AMOUNT: "99999999999999999"}), "number_out_of_range"),
    "amount_negative": _case(CLEAN.with_head(**{_EXECUTED: "-980,000.00"}), "amount_not_negative", flags=("execution_rate_matches",)),
    "amount_blank": _case(CLEAN.with_head(**{_EXECUTED: ""}), flags=("amount_present",)),
    "rate_huge": _case(CLEAN.with_head(**{_RATE: "1000000000000"}), flags=("execution_rate_matches",)),
    "rate_without_room": _case(CLEAN.with_head(**{_RATE: "100000000000000%"}), "number_out_of_range"),
    "rate_computed_without_room": _case(
        CLEAN.with_head(**{_AMOUNT: "0.01", _EXECUTED: "10,000,000,000.00"}),
        flags=("execution_rate_finite", "execution_rate_matches", "executed_within_budget"),
    ),
    "rate_of_many_decimals": _case(CLEAN.with_head(**{_RATE: "98.0000001%"})),
    "amount_with_a_footnote": _case(CLEAN.with_head(**{_AMOUNT: "1,000,000①"})),
    "amount_in_dollars": _case(CLEAN.with_head(**{_AMOUNT: "US$1,000,000"}), "unreadable_number"),
    "amount_in_words_of_contracts": _case(CLEAN.with_head(**{_AMOUNT: "人民币1,000,000元整", _EXECUTED: "RMB 980,000.00"})),
    "amount_nothing": _case(CLEAN.with_head(**{_EXECUTED: "无", _RATE: "N/A"}), flags=("amount_present",)),
    "amount_of_twenty_billion": _case(
        CLEAN.with_head(**{_AMOUNT: "20,000,000,000.00", _EXECUTED: "19,600,000,000.00"}), flags=("amount_plausible",)
    ),
    "amount_under_an_unknown_label": _case(
        CLEAN.changed(head={"支出总额（元）" if label == _EXECUTED else label: value for label, value in CLEAN.head.items()}),
        "amount_label_known", flags=("amount_present",),
    ),
    "amount_printed_twice": _case(
        CLEAN.changed(head={**CLEAN.head, "当年预算金额（元）": "9,000,000.00"}), "amount_unambiguous"
    ),
    "amount_printed_twice_alike": _case(CLEAN.changed(head={**CLEAN.head, "当年预算金额（万元）": "100"})),
    "rate_without_percent": _case(CLEAN.with_head(**{_RATE: "98"})),
    "rate_as_a_share": _case(CLEAN.with_head(**{_RATE: "0.98"})),
    "rate_off": _case(CLEAN.with_head(**{_RATE: "97.00%"}), flags=("execution_rate_matches",)),
    "executed_above_budget": _case(
        CLEAN.with_head(**{_EXECUTED: "1,200,000.00", _RATE: "120.00%"}), flags=("executed_within_budget",)
    ),
    "budget_0": _case(CLEAN.with_head(**{_AMOUNT: "0.00", _EXECUTED: "0.00", _RATE: ""}), flags=("budget_positive",)),
    "category_unknown": _case(
        CLEAN.with_cell(12, 0, "可持续影响 (15分)"), "category_known", "category_weights_equal_cap",
    ),
    "category_unsettled": _case(
        CLEAN.changed(
            rows=[["" if n == 7 else "产出目标 (34分)" if n == 8 else row[0], *row[1:]] for n, row in enumerate(
                [*clean_rows()[:6], ["", "生态效益", "", "0", "0", ""], *clean_rows()[6:]]
            )]
        ),
        "category_unsettled", "category_weights_equal_cap",
    ),
    "score_above_weight": _case(
        CLEAN.with_cell(1, 4, "9").changed(total=["合计", "", "", "100", "96", ""]), "score_within_weight"
    ),
    "score_without_weight": _case(
        CLEAN.changed(rows=[*clean_rows(), ["", "生态效益", "", "", "1", ""]], total=["合计", "", "", "100", "94", ""]),
        "weight_present_where_scored",
    ),
    "weight_without_score": _case(
        CLEAN.with_cell(4, 4, "").changed(total=["合计", "", "", "100", "86", ""]).with_head(绩效等级="良好"),
        "score_present_where_weighted",
    ),
    "total_score_off": _case(CLEAN.changed(total=["合计", "", "", "100", "95", ""]), "total_score_equals_sum"),
    "total_weight_off": _case(CLEAN.changed(total=["合计", "", "", "99", "93", ""]), "total_weight_equals_sum"),
    "weights_incomplete": _case(
        CLEAN.with_cell(12, 3, "14").changed(total=["合计", "", "", "99", "93", ""]),
        "total_weight_complete", "category_weights_equal_cap",
    ),
    "line_with_too_many_cells": _case(
        CLEAN.changed(rows=[*clean_rows()[:11], ["", "多", "", "", "", "", "出"], clean_rows()[11]]), "unread_lines"
    ),
    "date_blank": _case(CLEAN.with_head(自评时间=""), flags=("self_evaluation_date_present",)),
    "date_in_words": _case(CLEAN.with_head(自评时间="五月"), flags=("date_readable",)),
    "date_of_year_1": _case(CLEAN.with_head(自评时间="0001-05-14"), flags=("date_readable",)),
    "date_of_year_0": _case(CLEAN.with_head(自评时间="0000-01-01"), flags=("date_readable",)),
    "date_of_year_9999": _case(CLEAN.with_head(自评时间="9999-05-14"), flags=("date_readable",)),
    "indicator_without_name": _case(CLEAN.with_cell(8, 1, ""), flags=("indicator_name_present",)),
    "date_in_chinese_numerals": _case(CLEAN.with_head(自评时间="二〇二〇年五月十四日")),
    "date_nothing": _case(CLEAN.with_head(自评时间="/"), flags=("self_evaluation_date_present",)),
    "office_nothing": _case(CLEAN.with_head(**{"具体实施处（科室）": "——"}), flags=("office_present",)),
    "office_blank": _case(CLEAN.with_head(**{"具体实施处（科室）": ""}), flags=("office_present",)),
    "unit_nothing": _case(CLEAN.with_head(预算单位="暂无"), flags=("identity_present",)),
    "unit_blank": _case(CLEAN.with_head(预算单位=""), flags=("identity_present",)),
    "placeholders": _case(
        CLEAN.changed(rows=[*clean_rows(), ["", "生态效益", "", "-", "0", ""], ["", "人员到位率", "", "/", "", ""], ["", "用户满意度", "", "", "0", ""]])
    ),
    "cap_printed_otherwise": _case(CLEAN.with_cell(1, 0, "投入与管理 (35分)"), flags=("printed_cap_matches",)),
    "bands_printed_otherwise": _case(
        CLEAN.changed(notes=("说明：2、自评分合计85（含）-100分为优秀，75（含）-85分为良好。",)), flags=("printed_bands_match",)
    ),
    "budget_under_the_label_of_last_year": _case(
        CLEAN.changed(
            head={
                "上年预算数（元）" if label == _AMOUNT else label: "1,000,000.00" if label.startswith("上年") else value
                for label, value in CLEAN.head.items()
            }
        ),
        "amount_label_known", flags=("amount_present",),
    ),
    "year_after_the_date": _case(
        CLEAN.changed(title="2029年度项目绩效自我评价"), "fiscal_year_plausible", flags=("self_evaluation_date_plausible",)
    ),
    "two_years": _case(CLEAN.changed(title="2019年度项目绩效自我评价").with_head(评价年度="2018年"), "fiscal_year_plausible"),
    "year_far_from_the_folder": _case(
        CLEAN.changed(title="2016年度项目绩效自我评价").with_head(自评时间=""), "fiscal_year_plausible", flags=("self_evaluation_date_present",)
    ),
    "wan_under_yuan": _case(
        CLEAN.with_head(**{_AMOUNT: "3,075.00", _EXECUTED: "3,013.50", "上年预算金额（元）": "28,000,000.00"}), "amount_unit_plausible"
    ),
    "date_of_another_year": _case(CLEAN.with_head(自评时间="2023年5月14日"), flags=("self_evaluation_date_plausible",)),
    "indicator_twice": _case(CLEAN.with_cell(8, 1, "完成率"), flags=("indicator_unique_in_category",)),
    "indicator_not_catalogued": _case(CLEAN.with_cell(8, 1, "用户满意程度"), flags=("indicator_in_catalogue",)),
    "narrative_is_the_prompt": _case(CLEAN.with_head(主要问题="（200字以内）"), flags=("narrative_filled",)),
    "narrative_blank": _case(CLEAN.with_head(改进措施="……"), flags=("narrative_filled",)),
    "full_marks": _case(
        CLEAN.changed(
            rows=[[*row[:4], row[3], row[5]] for row in clean_rows()], total=["合计", "", "", "100", "100", ""]
        ).with_head(**{_EXECUTED: "1,000,000.00", _RATE: "100.00%"}),
        flags=("scores_not_all_full",),
    ),
    "execution_full_near_1": _case(CLEAN.with_cell(4, 4, "8").changed(total=["合计", "", "", "100", "94", ""])),
    "execution_full_at_85": _case(
        CLEAN.with_head(**{_EXECUTED: "850,000.00", _RATE: "85.00%", "绩效等级": "良好"})
        .with_cell(4, 4, "8").with_cell(7, 4, "14").changed(total=["合计", "", "", "100", "89", ""]),
        flags=("execution_score_plausible",),
    ),
    "best_grade_at_low_execution": _case(
        CLEAN.with_head(**{_EXECUTED: "600,000.00", _RATE: "60.00%"})
        .with_cell(4, 4, "5").changed(total=["合计", "", "", "100", "91", ""]),
        flags=("execution_score_plausible",),
    ),
    "good_grade_at_low_execution": _case(
        CLEAN.with_head(**{_EXECUTED: "600,000.00", _RATE: "60.00%", "绩效等级": "良好"})
        .with_cell(4, 4, "5").with_cell(7, 4, "17").changed(total=["合计", "", "", "100", "89", ""])
    ),
    "recurring_without_prior_year": _case(CLEAN.with_head(是否为经常性项目="是"), flags=("prior_year_budget_matches",)),
    "cell_without_label": _case(CLEAN.with_head(预算单位="某市数据局\t多出"), "cells_beyond_label"),
    "office_is_a_sentence": _case(
        CLEAN.with_head(**{"具体实施处（科室）": "由综合处负责本项目的组织实施，并对结果负责。"}), "identity_plausible"
    ),
    "office_with_entities": _case(CLEAN.with_head(**{"具体实施处（科室）": "审计处&amp;监督处&nbsp;"})),
    "two_units_of_money": _case(CLEAN.changed(title="项目绩效自我评价\n单位：元\n金额单位：万元"), "money_unit_agrees"),
    "amount_torn": _case(CLEAN.with_head(**{_AMOUNT: "1,000,00", "上年预算金额（元）": "0.00\n\t0.00"}), "figure_torn", "unreadable_number"),
    "end_of_a_number_or_row": _case(
        CLEAN.changed(rows=[*clean_rows()[:7], ["\f", "人员到位率", "", "0", "0", ""], *clean_rows()[7:]]), "row_settled"
    ),
    "both_boxes_ticked": _case(CLEAN.with_head(是否为经常性项目="☑是 ☑否"), flags=("choice_readable",)),
    "recurring": _case(CLEAN.with_head(**{"是否为经常性项目": "是", "上年预算金额（元）": "900,000.00"})),
}  # fmt: skip


_RECURRING = CLEAN.with_head(**{"是否为经常性项目": "是", "上年预算金额（元）": "900,000.00"})


def _write(name: str, *forms: Form) -> bytes:
    """A document of forms whose project is named by the case."""
    text = "\n".join(form.with_head(项目名称=name).text() for form in forms)
    return text.encode("gb18030" if name == "gb18030" else "utf-8")


def _hide_row(name: str) -> bytes:
    """A workbook with a form in which a row is hidden."""
    workbook = make_workbook(CLEAN.with_head(项目名称=name, 主要问题="资金到位较晚。").text())
    sheet = workbook.worksheets[0]
    (row,) = (cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "主要问题：")
    sheet.row_dimensions[row].hidden = True
    return save_workbook(workbook)


def _round_weights(name: str) -> bytes:
    """A workbook with two weights and self-scores of 6.5 and 7.5 that are shown without decimals."""
    form = CLEAN.with_cell(8, 3, "6.5").with_cell(9, 3, "7.5")
    workbook = make_workbook(form.with_head(项目名称=name).text())
    for cell in (cell for row in workbook.worksheets[0].iter_rows() for cell in row):
        if cell.value in (6.5, 7.5):
            cell.number_format = "0"
    return save_workbook(workbook)


def _print_total_first(name: str, form: Form) -> bytes:
    """A web page whose total row is in a tfoot before the other rows; browsers show it below them."""
    title, *lines = form.with_head(项目名称=name).text().splitlines()
    rows = ["".join(f"<td>{cell}" for cell in line.split("\t")) for line in lines if line]
    (place,) = (number for number, row in enumerate(rows) if row.startswith("<td>合计"))
    above, notes = "".join(f"<tr>{row}" for row in rows[:place]), rows[place + 1 :]
    return f"<h1>{title}</h1><table><tfoot><tr>{rows[place]}</tfoot>{above}</table>{'<p>'.join(['', *notes])}".encode()


def _delete_column(name: str, form: Form) -> bytes:
    """A Word document in which a tracked change deletes a second column of self-scores, left of the one that stays."""
    title, *lines = form.with_head(项目名称=name).text().splitlines()
    rows = []
    for cells in (line.split("\t") for line in lines if line):
        if len(cells) == len(form.header):
            rows.append(tr(*cells[:4], tc(cells[4] if cells == list(form.header) else "1", "<w:cellDel/>"), *cells[4:]))
        else:
            rows.append(tr(*cells))
    return make_docx(p(title) + tbl(*rows))


def _continue_table(name: str, form: Form) -> bytes:
    """A Word document whose table continues in a second one below the heading 续表."""
    return make_two_tables(form.with_head(项目名称=name).text(), "达标率", p("续表"))


CASES: dict[str, Case] = {
    **{
        f"shanghai_2019__{name}": Case(_write(name, form), blocking, flags, "2019")
        for name, (form, blocking, flags) in _FORMS.items()
    },
    # Two forms of one document contradict each other about one project: both are quarantined.
    "shanghai_2019__ambiguous": Case(
        _write("ambiguous", CLEAN, CLEAN.with_head(主要绩效="另一说法。")),
        frozenset({"ambiguous_identity"}), frozenset(), "2019", forms=2,
    ),
    "shanghai_2019__hidden_row": Case(_hide_row("hidden_row"), frozenset(), frozenset({"hidden_content"}), "2019"),
    "shanghai_2019__rounded": Case(_round_weights("rounded"), frozenset(), frozenset({"number_rounded"}), "2019"),
    "shanghai_2019__total_first": Case(_print_total_first("total_first", CLEAN), frozenset(), frozenset(), "2019"),
    "shanghai_2019__total_first_off": Case(
        _print_total_first("total_first_off", CLEAN.changed(total=["合计", "", "", "100", "95", ""])),
        frozenset({"total_score_equals_sum"}), frozenset(), "2019",
    ),
    "shanghai_2019__column_deleted": Case(_delete_column("column_deleted", CLEAN), frozenset(), frozenset(), "2019"),
    "shanghai_2019__column_deleted_off": Case(
        _delete_column("column_deleted_off", CLEAN.with_cell(1, 4, "5")), frozenset({"total_score_equals_sum"}), frozenset(), "2019",
    ),
    "shanghai_2019__continued": Case(_continue_table("continued", CLEAN), frozenset(), frozenset(), "2019"),
    "shanghai_2019__continued_off": Case(
        _continue_table("continued_off", CLEAN.with_cell(8, 4, "7")), frozenset({"total_score_equals_sum"}), frozenset(), "2019",
    ),
    # A recurring project whose form of the year before names another budget than this one says it had.
    "shanghai__year_before": Case(
        _write("recurring_differs", _RECURRING.with_head(自评时间="2019-05-14")), frozenset(), frozenset(), "2018",
    ),
    "shanghai__year_after": Case(
        _write("recurring_differs", _RECURRING), frozenset(), frozenset({"prior_year_budget_matches"}), "2019",
    ),
    "shanghai__year_unknown": Case(
        _write("year_unknown", CLEAN.with_head(自评时间="")),
        frozenset(), frozenset({"fiscal_year_known", "self_evaluation_date_present"}), "undated",
    ),
}  # fmt: skip

REJECTED = {
    "empty": (b"", "empty_document"),
    "photo": (b"GIF89a\x00", "container_not_supported"),
    "novel": ("春江潮水连海平，海上明月共潮生。\n".encode() * 80, "no_form_found"),
    "binary": (bytes(range(256)), "not_text"),
}
