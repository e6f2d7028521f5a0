"""What the cases' README files say of each document, in the words of the marts."""

from datetime import date
from decimal import Decimal
from typing import Any

Facts = dict[str, Any]

SHANGHAI: Facts = {
    "scheme": "shanghai_2019", "unit": "测试市水务局", "office": "综合业务科", "is_recurring": False, "fiscal_year": 2019,
    "evaluation_date": date(2020, 5, 14), "budget": Decimal(3_075_000), "prior_budget": Decimal(2_800_000),
    "executed": Decimal("3024262.5"), "rate": Decimal("0.9835"), "total": Decimal(99), "grade": "优秀", "line_count": 11,
    "weights": Decimal(100), "goal": "完成年度任务。", "achievements": "平台按期投入使用。", "problems": "标准不一。", "improvements": "持续迭代。",
}  # fmt: skip
NATIONAL: Facts = {
    "scheme": "mof_2020", "supervising": "测试市水务局", "unit": "测试市河道所", "office": "未知", "fiscal_year": 2022,
    "initial_budget": Decimal(3_000_000), "budget": Decimal(3_075_000), "executed": Decimal("3024262.5"),
    "rate": Decimal("0.9835"), "total": Decimal("98.84"), "grade": "未知", "line_count": 5, "weights": Decimal(90),
    "goal": "完成年度任务。", "achievements": "已按期完成。",
}  # fmt: skip
SEASON: Facts = {
    "scheme": "shanghai_2019", "office": "综合处", "is_recurring": False, "fiscal_year": 2020, "budget": Decimal(1_000_000),
    "prior_budget": Decimal(0), "executed": Decimal(900_000), "rate": Decimal("0.9"), "total": Decimal(94), "grade": "优秀",
    "line_count": 10, "weights": Decimal(100),
}  # fmt: skip
FAULT: Facts = {
    "scheme": "shanghai_2019", "unit": "某市审计局", "office": "综合处", "fiscal_year": 2019, "budget": Decimal(5_000_000),
    "prior_budget": Decimal(0), "executed": Decimal(4_900_000), "rate": Decimal("0.98"), "total": Decimal(93), "line_count": 12,
}  # fmt: skip

# Documents of forms/ that are admitted, with the facts that were once read wrong.
FORMS: dict[str, Facts] = {
    "01_unit_line_wan_yuan.txt": SHANGHAI
    | {"budget": Decimal(3_080_000), "executed": Decimal(3_030_000), "rate": Decimal("0.9838")},
    "01b_unit_line_wan_yuan_quarantined.txt": SHANGHAI,
    "02b_grade_in_total_row.txt": NATIONAL | {"grade": "优"},
    "02d_grade_foot_zipingjieguo.txt": NATIONAL | {"grade": "优"},
    "03_office_slash.txt": SHANGHAI | {"office": "未知"},
    "03b_office_wu_national.txt": NATIONAL | {"unit": "测试市水务局"},
    "04_tick_boxes.txt": SHANGHAI,
    "04b_word_check_boxes.docx": SHANGHAI,
    "05_missing_value_takes_next_label.txt": SHANGHAI | {"office": "未知"},
    "06_pdf_placeholder_at_page_end.pdf": SHANGHAI | {"line_count": 12},
    "08_pdf_goal_head_overleaf.pdf": NATIONAL,
    "09_title_with_unit_name.txt": SHANGHAI,
    "10_hidden_helper_column_row1.xlsx": SHANGHAI,
    "12_title_words_in_narrative.txt": SHANGHAI | {"problems": "标准不一。\n项目绩效自我评价"},
    "13_known_label_in_narrative.txt": SHANGHAI | {"problems": "标准不一。\n项目名称：与批复不一致。"},
    "14_date_chinese_numerals.txt": SHANGHAI,
    "15_rate_without_percent.txt": SHANGHAI,
    "17b_clean_spelling.txt": SHANGHAI,
    "annex_line_above.txt": SEASON | {"unit": "某市绿化局"},
    "header_in_two_rows_grade_in_the_total_row.txt": {
        "unit": "某县第一中学", "supervising": "某县教育局", "budget": Decimal(420_000), "executed": Decimal(410_000),
        "total": Decimal("96.76"), "grade": "优", "fiscal_year": 2023, "line_count": 5,
    },
    "hubei_20_80.txt": {
        "scheme": "hubei_20_80", "unit": "某县供水站", "supervising": "某县水利局", "budget": Decimal(2_858_400), "total": Decimal("98.5"),
        "execution_weight": Decimal(20), "execution_score": Decimal(20), "problems": "汛期影响施工。", "improvements": "提前安排工期。",
    },
    "money_unit_in_a_line_of_its_own.txt": SEASON
    | {"unit": "某市档案馆", "budget": Decimal(7_098_200), "executed": Decimal(7_001_500), "rate": Decimal("0.9864")},
    "office_is_a_dash.txt": SEASON | {"unit": "某市城管局", "office": "未知"},
    "recurring_as_tick_boxes.txt": SEASON | {"unit": "某市教育局", "is_recurring": True},
    "sichuan_0013zp.txt": {
        "scheme": "sichuan_0013zp", "project": "乡道养护", "unit": "某县公路养护段", "supervising": "某县交通运输局",
        "budget": Decimal(1_185_000), "total": Decimal("97.5"), "problems": "无", "improvements": "无",
    },
    "unit_before_the_title.txt": SEASON | {"unit": "某市应急局"},
    "weight_with_a_plus_sign.txt": SEASON | {"unit": "某市水务局"},
}  # fmt: skip

# Documents that may be held back; what is admitted of them must be this.
FORMS_HELD: dict[str, Facts] = {
    "07_pdf_row_torn_through_decimals.pdf": SHANGHAI,
    "11_csv_unquoted_commas.csv": SHANGHAI,
    "16_money_total_blank_parts_given.txt": NATIONAL,
}
FAULTS_HELD: dict[str, Facts] = {
    **{
        f"{name}": FAULT
        for name in (
            "docx_pair_strike.docx", "docx_pair_sup.docx", "html_pair_fs0.html", "html_pair_sup.html", "html_pair_vis.html",
            "pdf_pair_sup.pdf", "pdf_pair_white.pdf", "xlsx_pair_sup.xlsx",
        )
    },
    "f0116_nat.u16": {
        "project": "乙项目", "supervising": "某省教育厅", "unit": "某省培训中心", "initial_budget": Decimal(1_000_000),
        "budget": Decimal(1_200_000), "executed": Decimal(1_034_400), "total": Decimal("98.62"),
    },
    "tsv_tabinside.txt": {"project": "静默0235项目", "unit": "某市审计局", "budget": Decimal(1_235_000), "prior_budget": Decimal(5_000_000)},
}  # fmt: skip
# The project's name stands outside of any cell: it may be unknown, but nothing else may stand in its place.
FAULTS_NAMELESS: dict[str, Facts] = {
    "f0163_nat.html": {
        "supervising": "某省教育厅", "unit": "某省培训中心", "initial_budget": Decimal(1_000_000),
        "budget": Decimal(1_200_000), "executed": Decimal(1_034_400), "total": Decimal("98.62"),
    },
    "f0206_sh.html": {"unit": "某市数据局", "budget": Decimal(1_000_000), "executed": Decimal(980_000), "total": Decimal(93)},
}  # fmt: skip
# The forms of the sample document, of which f*_sample is a damaged copy: budget and executed amount.
SAMPLE: dict[str, tuple[Decimal, Decimal]] = {
    "上海市数据共享交换平台": (Decimal(30_750_000), Decimal(30_243_000)),
    "政务外网通信服务费(运维)": (Decimal(42_281_202), Decimal(42_163_110)),
    "数据运营服务": (Decimal(15_000_000), Decimal(14_996_000)),
    "需求侧用户服务项目": (Decimal(29_138_800), Decimal(29_135_800)),
}
