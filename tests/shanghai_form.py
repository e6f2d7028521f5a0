"""A self-evaluation form of the shanghai_2019 layout, as text."""

from dataclasses import dataclass, field

from tests.form_parts import FormParts

# Name, weight and self-score of each line, by category: names of the catalogue, points lost in line with the amounts.
CATEGORIES: dict[str, list[tuple[str, int, int]]] = {
    "投入与管理 (36分)": [
        ("资金使用的合规性", 6, 6),
        ("绩效目标合理性", 8, 8),
        ("项目设立的规范性", 5, 5),
        ("预算执行率", 8, 7),
        ("财务（资产）管理制度的健全性和执行的有效性", 5, 5),
        ("项目管理制度的健全性和执行的有效性", 4, 4),
    ],
    "产出目标 (34分)": [("完成率", 20, 19), ("达标率", 7, 6), ("及时性", 7, 6)],
    "效果目标 (15分)": [("社会满意度", 8, 7), ("创新服务模式", 7, 6)],
    "影响力目标 (15分)": [("长效管理制度建设", 15, 14)],
}


def clean_rows() -> list[list[str]]:
    """Return twelve indicator rows in four categories that weigh 100 and score 93."""
    rows = []
    for label, lines in CATEGORIES.items():
        for place, (name, weight, score) in enumerate(lines):
            row = [label if place == 0 else "", name, f"{name}的解释", str(weight), str(score), ""]
            rows.append(row)
    return rows


@dataclass(frozen=True)
class Form(FormParts):
    """A form that breaks no rule until it is changed."""

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
    total: list[str] | None = field(default_factory=lambda: ["合计", "", "", "100", "93", ""])
    header: tuple[str, ...] = ("一级指标", "指标名称", "指标解释", "权重", "自评分", "备注")
    notes: tuple[str, ...] = ("说明：1、对照目标填写。", "2、绩效等级：90（含）-100分为优秀，75（含）-90分为良好。")

    def text(self) -> str:
        """Return the form as text, cells separated by tabs."""
        pairs = [f"{label}：\t{value}" for label, value in self.head.items()]
        head = ["\t".join(pairs[place : place + 2]) for place in range(0, 8, 2)] + [f"{pair}\t\t" for pair in pairs[8:]]
        table = ["\t".join(self.header), *("\t".join(cells) for cells in self.rows)]
        if self.total is not None:
            table.append("\t".join(self.total))
        return "\n".join([f"{self.title}\t\t\t", *head, "", *table, "", *self.notes, ""])
