"""A national self-evaluation form (项目支出绩效自评表, scheme mof_2020), as text."""

from dataclasses import dataclass, field, replace

from tests.form_parts import FormParts, change_cell

# Level 1, level 2, name, target, actual, weight and score of each line; with the execution row 100 and 98.62.
LINES: list[tuple[str, str, str, str, str, str, str]] = [
    ("产出指标", "数量指标", "培训人数", "≥50人次", "63人次", "15", "15"),
    ("", "", "编制标准数", "不少于12种", "12种", "10", "10"),
    ("", "质量指标", "验收合格率", "=100%", "100%", "12.5", "12.5"),
    ("", "时效指标", "按期完成", "9月前", "8月", "12.5", "12.5"),
    ("效益指标", "社会效益指标", "服务效率提高", "效果明显", "达成预期指标", "15", "15"),
    ("", "可持续影响指标", "长效机制", "健全", "健全", "15", "15"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", ">=90%", "95%", "10", "10"),
]
HEADER = (
    "绩效指标",
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)


def clean_rows() -> list[list[str]]:
    """Return seven indicator rows in three categories that weigh 90 and score 90."""
    return [["", *line, ""] for line in LINES]


def clean_money() -> list[list[str]]:
    """Return total and sources: label, initial budget, adjusted budget, executed, weight, rate, score."""
    return [
        ["年度资金总额", "100.00", "120.00", "103.44", "10", "86.20%", "8.62"],
        ["其中：当年财政拨款", "100.00", "100.00", "83.44", "—", "83.44%", "—"],
        ["上年结转资金", "", "20.00", "20.00", "—", "100%", "—"],
        ["其他资金", "", "", "", "—", "", "—"],
    ]


@dataclass(frozen=True)
class NationalForm(FormParts):
    """A form that breaks no rule until it is changed."""

    title: str = "项目支出绩效自评表"
    year: str = "（2022年度）"
    head: dict[str, str] = field(
        default_factory=lambda: {"项目名称": "乙项目", "主管部门": "某省教育厅", "实施单位": "某省培训中心"}
    )
    money_label: str = "项目资金（万元）"
    money_columns: tuple[str, ...] = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    money: list[list[str]] = field(default_factory=clean_money)
    goals: tuple[str, str] = ("完成全年培训任务。", "已完成全年培训任务。")
    header: tuple[str, ...] = HEADER
    rows: list[list[str]] = field(default_factory=clean_rows)
    total: list[str] | None = field(default_factory=lambda: ["总分", "", "", "", "", "", "100", "98.62", ""])
    foot: tuple[str, ...] = ("填表日期：2023年3月1日",)

    def with_money(self, row: int, column: int, text: str) -> "NationalForm":
        """Return the form with one cell of its block of money changed (row from 1, column from 0)."""
        return replace(self, money=change_cell(self.money, row, column, text))

    def text(self) -> str:
        """Return the form as text, cells separated by tabs."""
        (project, name), *others = self.head.items()
        lines = [[self.title], [self.year]] if self.year else [[self.title]]
        lines += [[project, "", "", name], [cell for label, value in others for cell in (label, "", value, "")]]
        lines.append([self.money_label, "", "", *self.money_columns])
        lines += [["", cells[0], "", *cells[1:]] for cells in self.money]
        lines.append(["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""])
        lines.append(["", self.goals[0], "", "", "", self.goals[1], "", "", ""])
        lines += [list(self.header), *self.rows]
        if self.total is not None:
            lines.append(self.total)
        lines += [[text] for text in self.foot]
        return "\n".join("\t".join(cells) for cells in lines) + "\n"
