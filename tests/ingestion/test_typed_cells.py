"""The canonical text of typed cells of a spreadsheet."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.containers.workbook.typed_cells import CellValue, find_notice, print_cell, spell_cell


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (None, ""),
        ("上海市\t大数据中心", "上海市 大数据中心"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("第一行_x000D_\n第二行_x0007__xFFFE_", "第一行\n第二行"),
        ("字段_x4E00_", "字段_x4E00_"),
        ("  0.90  ", "  0.90  "),
        (735.0, "735"),
        (735, "735"),
        (98.62, "98.62"),
        (22.5, "22.5"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (0.1 + 0.2 - 0.3, "0"),
        (-0.0, "0"),
        (-12.5, "-12.5"),
        (30_750_000.0, "30750000"),
        (123_456_789_012.34, "123456789012.34"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (100 / 3, "33.333333333"),
        (float("inf"), "#NUM!"),
        (float("nan"), "#NUM!"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("#DIV/0!", "#DIV/0!"),
        (date(2020, 5, 14), "2020-05-14"),
        (datetime.fromisoformat("2020-05-14"), "2020-05-14"),
        (datetime.fromisoformat("2020-05-14T09:30"), "2020-05-14 09:30"),
        (datetime.fromisoformat("2020-05-14T09:30:15"), "2020-05-14 09:30:15"),
        (time(9, 30), "09:30"),
        (time(9, 30, 15), "09:30:15"),
        (timedelta(hours=26, minutes=30), "26:30"),
        (-timedelta(minutes=1, seconds=5), "-00:01:05"),
    ],
)
def test_values_have_one_text(value: CellValue, spelling: str) -> None:
    assert spell_cell(value, "General") == spelling


@pytest.mark.parametrize(
    ("value", "number_format", "spelling"),
    [
        (0.9, "0%", "90%"),
        (0.98, "0.00%", "98%"),
        (0.9835, "0%", "98.35%"),
        (0.9835, "0.00%;[Red]-0.00%", "98.35%"),
        (0.983499999999999993, "0.00%", "98.35%"),
        (30_243_000 / 30_750_000, "0.00%", "98.351219512%"),
        (1, "0%", "100%"),
        (6.0, "0%", "600%"),
        (0.0, "0%", "0%"),
        (98.35, r"0.00\%", "98.35%"),
        (98.35, '0.00"%"', "98.35%"),
        (30_750_000.0, "#,##0.00", "30750000"),
        (30_750_000.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "30750000.5"),
        (30_750_000, '"¥"#,##0.00;"¥"-#,##0.00', "30750000"),
        (30_750_000, "[$¥-804]#,##0.00", "30750000"),
        (30_750_000, "[$￥-804]#,##0.00", "30750000"),
        (30_750_000, "[$CNY] #,##0.00", "30750000"),
        (30_750_000, '"RMB"#,##0.00', "30750000"),
        (30_750_000, "[$-804]#,##0.00", "30750000"),
        (3_075_000, "[$$-409]#,##0.00", "US$3075000"),
        (3_075_000, '"$"#,##0.00', "US$3075000"),
        (3_075_000, "$#,##0.00", "US$3075000"),
        (3_075_000, r"\$#,##0.00", "US$3075000"),
        (3_075_000, '"US$"#,##0.00', "US$3075000"),
        (3_075_000, "[$HK$-C04]#,##0.00", "HK$3075000"),
        (3_075_000, "[$$-C04]#,##0.00", "$3075000"),
        (3_075_000, "[$€-2] #,##0.00", "€3075000"),
        (3_075_000, "#,##0.00 [$€-407]", "€3075000"),
        (3_075_000, "#,##0.00 €", "€3075000"),
        (3_075_000, "[$£-809]#,##0.00", "£3075000"),
        (3_075_000, "[$¥-411]#,##0", "JP¥3075000"),
        (3_075_000, "[$¥-ja-JP]#,##0", "JP¥3075000"),
        (3_075_000, "[$USD] #,##0.00", "USD3075000"),
        (3_075_000, '0.00"万美元"', "美元3075000万"),
        (3_075_000, '"港币"#,##0.00', "港币3075000"),
        (-3_075_000, "[$$-409]#,##0.00;[Red]-[$$-409]#,##0.00", "US$-3075000"),
        (1234.5, r"0.00_);[Red]\(0.00\)", "1234.5"),
        (1234.5, r"\(0.00\)", "1234.5"),
        (30_750_000, r'#,##0.00\ "元"\ ', "30750000元"),
        (0.98, "%0", "98%"),
        (735.0, "@", "735"),
        (8, "0.00E+00", "8"),
        (3075, '0.00"万元"', "3075万元"),
        (3075, "#,##0.00万元", "3075万元"),
        (8, '#,##0"分"', "8分"),
        (8, r"0\分", "8分"),
        (8, 'General"分"', "8分"),
        (8, '[Red]0"分";-0"分"', "8分"),
        (30_750_000, '0.00,"千元"', "30750千元"),
        (30_750_000, '0!.0,"万元"', "3075万元"),
        (30_750_000, r'0\.00,,"亿"', "0.3075亿"),
        (50, '"≥"0"人次"', "≥50人次"),
        (50, "≥0", "≥50"),
        (0.9, '">="0%', ">=90%"),
        (0.9, ">=0%", ">=90%"),
        (50, '"不少于" 0"人次"', "不少于50人次"),
        (8, '"¥ "0"元"', "8元"),
        (120_000, '[>=10000]0.0,"千元";"约"0"元"', "120千元"),
        (120, '[>=10000]0.0,"千元";"约"0"元"', "约120元"),
        (120, '[<100]"少"0;[>200]"多"0', "120"),
        (1, '"是";;"否"', "1"),
        (12, "", "12"),
        (12, '"', "12"),
        ("甲", '0"分"', "甲"),
        ("120", '@"万元"', "120万元"),
        ("50", '0;-0;0;"≥"@', "≥50"),
        ("50", '0"元";"约"@', "约50"),
        ("50", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "50"),
        ("", '@"万元"', ""),
        (120, '@"万元"', "120万元"),
        (date(2020, 5, 14), 'yyyy"年"m"月"d"日"', "2020-05-14"),
    ],
)
def test_units_of_a_number_format_are_part_of_the_text(value: CellValue, number_format: str, spelling: str) -> None:
    assert spell_cell(value, number_format) == spelling


@pytest.mark.parametrize(
    ("value", "number_format", "code"),
    [
        (9, ";;;", "hidden_text"),
        ("甲", ";;;", "hidden_text"),
        (True, ";;;", "hidden_text"),
        (0, "0;-0;;@", "hidden_text"),
        (0, "0;-0; ;@", "hidden_text"),
        (9, "0;-0;;@", ""),
        ("甲", "0;-0;;@", ""),
        (-9, "0;;0", "hidden_text"),
        (-9, "0;", ""),
        (0, '0;-0;"无"', ""),
        (0, '_-* #,##0_-;_-* "-"_-;_-@_-', ""),
        (0, '[=0]"";General', "hidden_text"),
        (9, '[=0]"";General', ""),
        (9, "[>=5];0", "hidden_text"),
        (9, "[Red]0;[Blue]-0", ""),
        (9, "General", ""),
        ("", ";;;", ""),
        (None, ";;;", ""),
        (9, "[$$-409]0", "foreign_currency"),
        ("甲", "[$$-409]0", ""),
    ],
)
def test_formats_that_hide_a_value_or_are_not_in_yuan_are_noted(
    value: CellValue, number_format: str, code: str
) -> None:
    assert find_notice(value, number_format) == code


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (7.5, "0", "8"),
        (7.5, "0.0", ""),
        (12.5, "0_ ", "13"),
        (-7.5, "0", "-8"),
        (120.4, "#,##0", "120"),
        (0.98346, "0%", "98%"),
        (0.98346, "0.00%", ""),
        (8.61987, "0.00", ""),
        (0.004, "0.00", "0"),
        (1_234_567.89, "#,##0", ""),
        (1_234_567, '0!.0,"万元"', ""),
        (123_456, '0!.0,"万元"', "12.3万元"),
        (1_200_400, "0,", ""),
        (1_400, "0,", "1"),
        (7.5, "[<5]0.0;0", "8"),
        (2.5, "[<5]0.0;0", ""),
        (7.5, "General", ""),
        (7.5, "# ?/?", ""),
        (7.5, "0E+00", ""),
        (7.5, "@", ""),
        (8, "0", ""),
        (True, "0", ""),
        ("7.5", "0", ""),
    ],
)
def test_a_number_that_is_shown_rounded_is_read_as_stored_and_noted(
    value: CellValue, number_format: str, shown: str
) -> None:
    text, notes = print_cell(value, number_format)
    assert text == spell_cell(value, number_format)
    assert notes == ([("rounded_number", f"{shown} ({text})")] if shown else [])


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["General", "0.00", "#,##0.00_);(#,##0.00)", "0%"]))
def test_figures_as_people_type_them_are_exact(number: Decimal, number_format: str) -> None:
    spelling = spell_cell(float(number), number_format)
    shift = Decimal(1) / 100 if spelling.endswith("%") else Decimal(1)
    assert Decimal(spelling.rstrip("%")) * shift == number
    assert not spelling.startswith("-0%")


@given(st.one_of(st.floats(), st.integers(), st.text(), st.booleans(), st.datetimes(), st.timedeltas()), st.text())
def test_any_value_with_any_format_has_a_text_without_tabs(value: CellValue, number_format: str) -> None:
    assert not set(spell_cell(value, number_format)) & {"\t", "\r"}
