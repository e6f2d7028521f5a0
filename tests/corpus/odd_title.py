"""Oddities of titles: texts in, above and below them, and lines that only look like titles."""

import re
from datetime import date
from random import Random

from tests.corpus.draft import Draft
from tests.corpus.oddity import ALL, HUBEI, NATIONAL, SHANGHAI, SICHUAN, YINCHUAN, Oddity
from tests.corpus.spellings import print_date, print_year

_OTHERS = {
    SHANGHAI: ("项目绩效自评", "项目绩效自评表"),
    NATIONAL: (
        "财政项目支出绩效自评表",
        "项目绩效自评情况表",
        "绩效目标自评表",
        "专项资金绩效自评表",
        "项目绩效自评表",
        "预算项目绩效自评表",
        "财政支出项目绩效自评表",
    ),
}


def words_around_title(rng: Random, draft: Draft) -> None:
    """Print a unit, the year, a project or a number before the title, or （公开） after it."""
    year, unit = draft.truth.fiscal_year, draft.truth.unit
    choices = ["{unit}{title}", "{title}（公开）", "附表3：{title}", "3.{title}", "（一）{title}"]
    if draft.scheme in (SHANGHAI, NATIONAL) and year:
        choices += ["{unit}{year}年度{title}", "{year}年度{title}", "{year}年{title}"]
        draft.below = [line for line in draft.below if "年度" not in line]
        choices = choices[-3:] if draft.scheme == NATIONAL else choices
    if draft.scheme == NATIONAL:
        choices += ["{year}年度{project}{title}"]
    if draft.scheme == HUBEI:
        choices = ["{title}（公开）", "附表3：{title}"]
    draft.title = rng.choice(choices).format(unit=unit, year=year, title=draft.title, project=draft.truth.project)


def other_title(rng: Random, draft: Draft) -> None:
    """Use another name for the same form."""
    _, tab, suffix = draft.title.partition("\t")
    draft.title = rng.choice(_OTHERS[draft.scheme]) + tab + suffix


def year_in_numerals(rng: Random, draft: Draft) -> None:
    """Print the year as （二〇二二年度）."""
    numerals = print_year(draft.truth.fiscal_year or 0)
    if rng.random() < 0.3:
        numerals = numerals.replace("〇", "○")
    draft.title = re.sub(r"20\d\d(?=年)", numerals, draft.title)
    draft.below = [re.sub(r"20\d\d(?=年度)", numerals, line) if "填报" not in line else line for line in draft.below]


def lines_above(rng: Random, draft: Draft) -> None:
    """Print 附件2 or similar above the title."""
    draft.above.insert(0, rng.choice(["附件2", "附件3：", "附件", "公开14表", "附表1"]))


def lines_below(rng: Random, draft: Draft) -> None:
    """Print filer and date below the title."""
    year = draft.truth.fiscal_year
    assert year is not None
    day = date(year + 1, rng.randrange(1, 7), rng.randrange(1, 28))
    draft.below.append(f"{rng.choice(['填报日期', '填表日期'])}：{print_date(day, rng.choice(['iso', 'chinese']))}")
    draft.truth.evaluation_date = day
    draft.truth.also["evaluation_date"] = [None]


def page_heading(rng: Random, draft: Draft) -> None:
    """Print a heading above the form that repeats its title."""
    year = draft.truth.fiscal_year
    bare = re.sub(r"（20\d\d年度）", "", draft.title.split("\t")[0])
    heading = bare if bare.startswith("20") else f"{draft.truth.unit}{f'{year}年度' if year else ''}{bare}"
    draft.above[:0] = [heading, f"发布时间：{(year or 2020) + 1}-05-01"]


def title_in_narrative(rng: Random, draft: Draft) -> None:
    """Print a narrative line with the words of a title."""
    _add_line(draft, draft.title.split("\t")[0] if rng.random() < 0.5 else "项目支出绩效自评表")


def label_in_narrative(rng: Random, draft: Draft) -> None:
    """Print a narrative line that begins with a known label."""
    _add_line(
        draft,
        rng.choice(
            [
                "项目名称：与批复不一致，已更正。",
                "预算单位：三个单位共同实施。",
                "主要问题：资金到位较晚。",
                "合计投入200人次。",
            ]
        ),
    )


def tab_in_narrative(rng: Random, draft: Draft) -> None:
    """Print a narrative line with a tab."""
    _add_line(draft, rng.choice(["一季度\t完成20%，二季度\t完成50%。", "其中：\t培训12场。"]))


def _add_line(draft: Draft, line: str) -> None:
    role = next(name for name in ("problems", "achievements", "goal") if name in draft.truth.narratives)
    draft.narrative_lines.setdefault(role, []).append(line)
    draft.truth.narratives[role] += f"\n{line}"


def title_of_another_scheme(rng: Random, draft: Draft) -> None:
    """Print the title of another scheme than the body."""
    titles = {
        SHANGHAI: "项目支出绩效自评表",
        NATIONAL: "部门预算项目支出绩效自评表",
        SICHUAN: "项目支出绩效自评表",
        HUBEI: "项目支出绩效自评表",
        YINCHUAN: "部门预算项目支出绩效自评表",
    }
    year = f"（{draft.truth.fiscal_year}年度）" if draft.scheme in (SICHUAN, HUBEI) else ""
    draft.title = titles[draft.scheme] + year
    draft.truth.expect("right_or_held", "the title is another scheme's")


TITLE = (
    Oddity("words_around_title", "title", words_around_title),
    Oddity("other_title", "title", other_title, (SHANGHAI, NATIONAL)),
    Oddity("year_in_numerals", "year", year_in_numerals, (NATIONAL, SICHUAN, HUBEI)),
    Oddity("lines_above", "above", lines_above),
    Oddity("lines_below", "below", lines_below, (NATIONAL, SICHUAN)),
    Oddity("page_heading", "above", page_heading, ALL, ("html", "docx", "pdf")),
    Oddity("title_in_narrative", "narrative", title_in_narrative, (SHANGHAI, SICHUAN)),
    Oddity("label_in_narrative", "narrative", label_in_narrative, (SHANGHAI, SICHUAN)),
    Oddity("title_in_narrative", "narrative", title_in_narrative, (NATIONAL,), uncertain=("text",)),
    Oddity("label_in_narrative", "narrative", label_in_narrative, (NATIONAL,), uncertain=("text",)),
    Oddity("tab_in_narrative", "narrative", tab_in_narrative, (SHANGHAI,), ("text", "docx")),
    Oddity("title_of_another_scheme", "title", title_of_another_scheme),
)
