"""A self-evaluation form of the shanghai_2019 layout, written out as text from its parts."""

from dataclasses import dataclass, field, replace
from typing import Any

CATEGORIES = (
    ("投入与管理 (36分)", (6, 8, 5, 8, 5, 4)),
    ("产出目标 (34分)", (20, 7, 7)),
    ("效果目标 (15分)", (8, 7)),
    ("影响力目标 (15分)", (15,)),
)


def clean_rows() -> list[list[str]]:
    """Twelve indicator rows in four categories at full weight, each scored one point below it from row 7 on."""
    rows = []
    number = 0
    for label, weights in CATEGORIES:
        for place, weight in enumerate(weights):
            number += 1
            score = weight if number <= 6 else weight - 1
            rows.append([label if place == 0 else "", f"指标{number}", f"解释{number}", str(weight), str(score), ""])
    return rows


@dataclass(frozen=True)
class Form:
    """A form that breaks no rule unless told to; `text()` writes it out."""

    title: str = "项目绩效自我评价"
    head: dict[str, str] = field(
        default_factory=lambda: {
            "项目名称": "甲项目",
            "预算单位": "某市数据局",
            "具体实施处（科室）": "综合处",
            "是否为经常性项目": "否",
            "当年预算数（元）": "1,000,000.00",
            "上年预算金额（元）": "0.00",
            "预算执行数（元）": "980,000.00",
            "预算执行率（%）": "98.00%",
            "项目年度总目标": "完成年度任务。",
            "自评时间": "2020-05-14",
            "绩效等级": "优秀",
            "主要绩效": "任务完成。",
            "主要问题": "无。",
            "改进措施": "继续。",
        }
    )
    rows: list[list[str]] = field(default_factory=clean_rows)
    total: list[str] | None = field(default_factory=lambda: ["合计", "", "", "100", "94", ""])
    header: tuple[str, ...] = ("一级指标", "指标名称", "指标解释", "权重", "自评分", "备注")

    def with_head(self, **changes: str) -> "Form":
        """The form with fields of its head changed."""
        return replace(self, head=self.head | changes)

    def with_cell(self, row: int, column: int, text: str) -> "Form":
        """The form with one cell of its table changed (row from 1, column from 0)."""
        rows = [list(cells) for cells in self.rows]
        rows[row - 1][column] = text
        return replace(self, rows=rows)

    def changed(self, **changes: Any) -> "Form":
        """The form with parts replaced."""
        return replace(self, **changes)

    def text(self) -> str:
        """The form as text, cells separated by tabs."""
        pairs = [f"{label}：\t{value}" for label, value in self.head.items()]
        head = ["\t".join(pairs[place : place + 2]) for place in range(0, 8, 2)] + [f"{pair}\t\t" for pair in pairs[8:]]
        table = ["\t".join(self.header), *("\t".join(cells) for cells in self.rows)]
        if self.total is not None:
            table.append("\t".join(self.total))
        notes = ["", "说明：1、对照目标填写。", "2、绩效等级：90（含）-100分为优秀。"]
        return "\n".join([f"{self.title}\t\t\t", *head, "", *table, *notes, ""])
