"""Write the draft of the analysis report (项目绩效自评情况分析报告) of each fiscal year.

Its numbers are those of the marts; the footnote of a sentence or table is the query that they come from.
"""

from pathlib import Path

import duckdb

from ingestion.sql import quote
from orchestration.publication.outgoing import figures
from orchestration.publication.outgoing.figures import Answer, ask
from orchestration.publication.outgoing.texts import (
    make_file_name,
    say_amount,
    say_date,
    say_year,
    show_amount,
    show_points,
    show_rate,
)
from orchestration.publication.outgoing.word import Paper, TableColumn
from orchestration.publication.publication_metadata import PublicationMetadata

TITLE = "项目绩效自评情况分析报告"
DRAFT = "草稿"


def write_analyses(connection: duckdb.DuckDBPyConnection, folder: Path, metadata: PublicationMetadata) -> None:
    """Write the report of each known fiscal year of the current database."""
    years = connection.execute(
        "select fiscal_year from reporting.outgoing_years where fiscal_year <> -1 order by 1"
    ).fetchall()
    for (year,) in years:
        paper = _Analysis(connection, year, metadata).write()
        paper.save(folder / f"{make_file_name(f'{TITLE}-{say_year(year)}')}.docx", metadata.released_at)


class _Analysis:
    """The report of a year in the making."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, year: int, metadata: PublicationMetadata) -> None:
        self.connection = connection
        self.year = year
        self.metadata = metadata
        self.publisher = metadata.publication.publisher
        header = f"{DRAFT}　由数据版本 {metadata.release_id} 生成，核对修改后使用"
        self.paper = Paper(f"{say_year(year)}{TITLE}", self.publisher or "Jixiao 绩效", header)
        self._tables = 0

    def write(self) -> Paper:
        """Return the report with its six parts."""
        self.paper.add(self.paper.title, "Title")
        self.paper.add(f"（{DRAFT}）", "Subtitle")
        self._write_extent()
        self._write_execution()
        self._write_scores()
        self._write_filing()
        self._write_problems()
        self._write_advice()
        self.paper.add("", "Plain")
        self.paper.add(self.publisher or "（编制单位）", "Closing")
        self.paper.add(say_date(self.metadata.released_at), "Closing")
        return self.paper

    def _ask(self, query: str, **values: str) -> Answer:
        return ask(self.connection, query, year=self.year, **values)

    def _caption(self, text: str, sql: str) -> None:
        """Add the title of the next table, with its query."""
        self._tables += 1
        self.paper.add(f"表 {self._tables}　{text}", "caption", sql)

    def _write_extent(self) -> None:
        self.paper.add("一、基本情况", "heading1")
        extent = self._ask(figures.EXTENT)
        before = ask(self.connection, figures.EXTENT, year=self.year - 1)
        self.paper.add_parts(
            [
                (
                    "{evaluation_count:,} 份项目绩效自评通过审核、纳入本报告，涉及 {unit_count:,} 个预算单位、"
                    "{scheme_count:,} 种自评表样。".format(**extent.first),
                    extent.sql,
                ),
                *(
                    [
                        (
                            "上年度为 {evaluation_count:,} 份，{unit_count:,} 个预算单位。".format(**before.first),
                            before.sql,
                        )
                    ]
                    if before.rows
                    else []
                ),
                ("各自评表样的评分规则不同，得分与等级按表样分别统计，不合并。", None),
            ]
        )

    def _write_execution(self) -> None:
        self.paper.add("二、预算执行情况", "heading1")
        parts = []
        for year, whose in ((self.year, "本年度"), (self.year - 1, "上年度")):
            money = ask(self.connection, figures.MONEY, year=year)
            if money.rows:
                row = money.first
                sentence = (
                    f"{whose}预算合计 {say_amount(row['budget_yuan'], row['budget_unknown_count'])}，"
                    f"全年执行数合计 {say_amount(row['executed_yuan'], row['executed_unknown_count'])}，"
                    f"预算执行率 {show_rate(row['execution_rate'])}，"
                    f"未执行数合计 {say_amount(row['unspent_yuan'], row['unspent_unknown_count'])}。"
                )
                parts.append((sentence, money.sql))
        rates = self._ask(figures.RATES)
        sentence = (
            "按预算执行率分：100% 的 {rate_100_count:,} 份，80%（含）至 100% 的 {rate_80_to_100_count:,} 份，"
            "低于 80% 的 {rate_below_80_count:,} 份，高于 100% 的 {rate_above_100_count:,} 份，"
            "不明的 {rate_unknown_count:,} 份。"
        )
        self.paper.add_parts(
            [
                *parts,
                ("预算执行率以预算数与全年执行数均已知的自评合计相除。", None),
                (sentence.format(**rates.first), rates.sql),
            ]
        )
        self._write_money("各自评表样预算执行情况（万元）", "自评表样", "scheme_name_zh", self._ask(figures.SCHEMES))
        units = self._ask(figures.UNITS)
        if len(units.rows) > 1:
            self._write_money(
                "预算执行率由低到高排列的单位（万元，最多列 10 个）", "预算单位", "budget_unit_name", units
            )

    def _write_money(self, title: str, head: str, name: str, answer: Answer) -> None:
        """Write a table of money, one row for each scheme or unit."""
        self._caption(title, answer.sql)
        columns = (
            TableColumn(head, 30), TableColumn("份数", 8, True), TableColumn("预算", 16, True),
            TableColumn("不明份数", 9, True), TableColumn("全年执行数", 16, True), TableColumn("不明份数", 9, True),
            TableColumn("预算执行率", 12, True),
        )  # fmt: skip
        self.paper.add_table(
            columns,
            [
                [
                    row[name], f"{row['evaluation_count']:,}", show_amount(row["budget_yuan"]),
                    f"{row['budget_unknown_count']:,}", show_amount(row["executed_yuan"]),
                    f"{row['executed_unknown_count']:,}", show_rate(row["execution_rate"]),
                ]
                for row in answer.rows
            ],
        )  # fmt: skip

    def _write_scores(self) -> None:
        self.paper.add("三、自评得分与等级情况", "heading1")
        scores = self._ask(figures.SCORES)
        if not scores.rows:
            self.paper.add("本年度没有审核通过的自评。")
        for row in scores.rows:
            self.paper.add(row["scheme_name_zh"], "heading2")
            sentence = (
                f"{row['evaluation_count']:,} 份自评中 {row['scored_count']:,} 份有总分"
                f"（满分 {row['total_points'].normalize():f} 分），"
                f"平均自评得分 {show_points(row['mean_score_points'])} 分，"
                f"中位数 {show_points(row['median_score_points'])} 分，"
                f"最高 {show_points(row['highest_score_points'])} 分，"
                f"最低 {show_points(row['lowest_score_points'])} 分；满分的 {row['full_score_count']:,} 份。"
                f"填报等级与按得分所定等级不一致的 {row['other_grade_count']:,} 份。"
            )
            self.paper.add(sentence, note=scores.sql)
            grades = self._ask(figures.GRADES, scheme=quote(row["scheme_name_zh"]))
            self._caption("按得分所定等级分布", grades.sql)
            self.paper.add_table(
                (TableColumn("等级", 2), TableColumn("份数", 1, True), TableColumn("占比", 1, True)),
                [
                    [grade["grade_name_zh"], f"{grade['evaluation_count']:,}", show_rate(grade["evaluation_share"])]
                    for grade in grades.rows
                ],
            )

    def _write_filing(self) -> None:
        self.paper.add("四、填报质量情况", "heading1")
        filing = self._ask(figures.FILING)
        if filing.first["expected_count"] is None:
            self.paper.add("应报清单未列本年度项目，应报、未报与逾期份数无从统计。", note=filing.sql)
        else:
            sentence = (
                "应报 {expected_count:,} 份，已报并通过审核 {filed_count:,} 份，"
                "已报待核实 {expected_quarantined_count:,} 份，"
                "未报 {missing_count:,} 份；可判断是否逾期的 {dated_count:,} 份中，逾期 {late_count:,} 份。"
            )
            self.paper.add(sentence.format(**filing.first), note=filing.sql)
        quarantine = self._ask(figures.QUARANTINE)
        row = quarantine.first
        if not row["quarantined_evaluation_count"]:
            self.paper.add("本年度没有待核实的自评表。", note=quarantine.sql)
            return
        money = say_amount(row["quarantined_budget_yuan"], row["quarantined_budget_unknown_count"])
        self.paper.add(
            f"未通过强制性审核、待核实（暂不计入汇总）的自评表 {row['quarantined_evaluation_count']:,} 份，"
            f"涉及 {row['quarantined_unit_count']:,} 个预算单位，预算 {money}。",
            note=quarantine.sql,
        )
        reasons = self._ask(figures.REASONS)
        self._caption("待核实的主要原因（一份自评表可有多项）", reasons.sql)
        self.paper.add_table(
            (TableColumn("原因", 4), TableColumn("份数", 1, True)),
            [[reason["finding_name_zh"], f"{reason['evaluation_count']:,}"] for reason in reasons.rows],
        )

    def _write_problems(self) -> None:
        self.paper.add("五、存在问题", "heading1")
        signals = self._ask(figures.SIGNALS)
        if not signals.rows:
            self.paper.add("本年度没有自评触发复核信号。", note=signals.sql)
            return
        self.paper.add("以下为触发复核信号的自评份数。信号只表明疑点，是否属实须经复核。")
        self._caption("复核信号（一份自评可有多项）", signals.sql)
        self.paper.add_table(
            (TableColumn("自评表样", 4), TableColumn("复核信号", 3), TableColumn("份数", 1, True)),
            [[row["scheme_name_zh"], row["signal_name_zh"], f"{row['evaluation_count']:,}"] for row in signals.rows],
        )
        worklist = self._ask(figures.WORKLIST)
        self._caption("建议重点复核的项目", worklist.sql)
        self.paper.add_table(
            (TableColumn("序号", 2, True), TableColumn("预算单位", 6), TableColumn("项目", 7), TableColumn("原因", 9)),
            [
                [f"{row['year_rank']}", row["budget_unit_name"], row["project_name"], row["reasons_zh"]]
                for row in worklist.rows
            ],
        )

    def _write_advice(self) -> None:
        """Write what follows from the figures; the rest is left to the author."""
        self.paper.add("六、有关建议", "heading1")
        filing, quarantine = self._ask(figures.FILING), self._ask(figures.QUARANTINE)
        rates, signals = self._ask(figures.RATES), self._ask(figures.SIGNALS)
        advice = [
            (
                quarantine.first["quarantined_evaluation_count"],
                "督促有关单位更正待核实的 {:,} 份自评表并重新报送。",
                quarantine,
            ),
            (filing.first["missing_count"], "督促未报单位补报 {:,} 份自评表。", filing),
            (
                rates.first["rate_below_80_count"],
                "分析 {:,} 份预算执行率低于 80% 的自评的原因，与以后年度预算安排衔接。",
                rates,
            ),
            (len(signals.rows), "对触发复核信号的自评开展重点复核，核实自评得分的依据。", signals),
        ]
        for number, (count, text, answer) in enumerate((one for one in advice if one[0]), 1):
            self.paper.add(f"{number}．{text.format(count)}", note=answer.sql)
        self.paper.add("（其余建议由起草人补充。）")
