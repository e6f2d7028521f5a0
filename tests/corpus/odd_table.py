"""Oddities of the table: its header, columns and labels, numbers, rows at page breaks."""

from decimal import Decimal
from random import Random

from tests.corpus.draft import Column, Draft, Pair
from tests.corpus.national import find_grade
from tests.corpus.oddity import HUBEI, NATIONAL, SHANGHAI, SICHUAN, WITH_BLOCK, Oddity
from tests.corpus.spellings import FULL_WIDTH, print_points
from tests.corpus.truth import Line


def header_in_two_rows(rng: Random, draft: Draft) -> None:
    """Print 绩效指标 above the three levels."""
    draft.table_label = ""
    names = [column.field for column in draft.columns]
    has_points = "weight" in names and names.index("score") - names.index("weight") == 1 and rng.random() < 0.5
    for column in draft.columns:
        if column.field in ("category", "subcategory", "name"):
            column.over = "绩效指标"
        elif has_points and column.field in ("weight", "score"):
            column.over = "自评情况"


def extra_column(rng: Random, draft: Draft) -> None:
    """Add a column that no scheme has."""
    label, text = rng.choice(
        [("数据来源", "统计台账"), ("评分标准", "按完成比例计分"), ("佐证材料", "见附件"), ("序号", "")]
    )
    place = 0 if label == "序号" else rng.choice([len(draft.columns), len(draft.columns) - 1])
    draft.columns.insert(place, Column(label, "extra"))
    for number in range(len(draft.truth.lines)):
        draft.texts[f"line:{number}:extra"] = text or str(number + 1)


def other_order_of_columns(rng: Random, draft: Draft) -> None:
    """Print the weight, or the actual value, before the target."""
    columns = {column.field: column for column in draft.columns}
    moved = columns["weight"] if "weight" in columns else columns["actual"]
    draft.columns.remove(moved)
    names = [column.field for column in draft.columns]
    draft.columns.insert(names.index("name") + 1, moved)


def spelled_categories(rng: Random, draft: Draft) -> None:
    """Print categories as 产出指标（50分） or 产 出 指 标."""
    for category in dict.fromkeys(line.category for line in draft.truth.lines):
        weights = [line.weight or Decimal(0) for line in draft.truth.lines if line.category == category]
        points = print_points(sum(weights, Decimal(0)))
        printed = draft.category_labels.get(category, category)
        spellings = [" ".join(category) if printed == category else printed]
        if draft.scheme != HUBEI:
            spellings += [f"{category}（{points}分）", f"{category}({points}分)"]
        draft.category_labels[category] = rng.choice(spellings)


def spelled_points(rng: Random, draft: Draft) -> None:
    """Print +8, ８, 8分 or 8.0 for 8."""
    for number, line in enumerate(draft.truth.lines):
        for name in ("weight", "score"):
            points = getattr(line, name)
            if points is not None and rng.random() < 0.3 and draft.column(name):
                text = print_points(points)
                spellings = [f"+{text}", text.translate(FULL_WIDTH), f"{text}分", f"{points:.2f}", f" {text} "]
                draft.texts[f"line:{number}:{name}"] = rng.choice(spellings)


def numbered_names(rng: Random, draft: Draft) -> None:
    """Print names as 指标1：培训人数."""
    for number, line in enumerate(draft.truth.lines):
        printed = rng.choice(["指标{}：{}", "{}.{}"]).format(number + 1, line.name)
        draft.texts[f"line:{number}:name"] = printed
        draft.truth.also[f"line:{number}:name"] = [printed]


def grade_in_total_row(rng: Random, draft: Draft) -> None:
    """Print the grade in the last cell of the total row."""
    grade = _give_grade(draft)
    spelling = rng.choice(["{}", "等级：{}", "自评等级：{}"])
    draft.total_extra["remark"] = spelling.format(grade)


def grade_below(rng: Random, draft: Draft) -> None:
    """Print the grade in a row below the table."""
    draft.total_extra.pop("remark", None)
    draft.form_footer.insert(0, [Pair(rng.choice(["自评结果", "自评等级", "绩效等级"]), _give_grade(draft), "grade")])


def grade_with_points(rng: Random, draft: Draft) -> None:
    """Print 优秀（99分） or 优 for 优秀."""
    pair = draft.pair("grade")
    assert pair is not None
    assert draft.truth.grade is not None
    if rng.random() < 0.5 and len(draft.truth.grade) == 2 and draft.truth.grade[0] in "优良":
        pair.text = draft.truth.grade[0]
    else:
        pair.text = f"{draft.truth.grade}（{print_points(draft.truth.total)}分）"


def wrong_grade(rng: Random, draft: Draft) -> None:
    """Print a grade that does not match the total."""
    names = ["优", "良", "中", "差"] if draft.scheme == NATIONAL else ["优秀", "良好", "合格", "不合格"]
    grade = _give_grade(draft)
    draft.truth.grade = rng.choice([name for name in names if name != grade])
    if pair := draft.pair("grade"):
        pair.text = draft.truth.grade
    else:
        draft.total_extra["remark"] = draft.truth.grade
    draft.truth.expect("held", "the grade is not that of the total")


def _give_grade(draft: Draft) -> str:
    if draft.truth.grade is None:
        assert draft.truth.total is not None
        draft.truth.grade = find_grade(draft.truth.total)
    return draft.truth.grade


def wrong_sum(rng: Random, draft: Draft) -> None:
    """Print a total that is not the sum."""
    assert draft.truth.total is not None
    draft.truth.total += Decimal(rng.choice(["-1", "1", "-2.5", "-10"]))
    draft.truth.expect("held", "the total is not the sum")


def score_above_weight(rng: Random, draft: Draft) -> None:
    """Print more points than a line item can have; the total includes them."""
    line = rng.choice([line for line in draft.truth.lines if line.weight is not None])
    assert line.weight is not None
    assert line.score is not None
    assert draft.truth.total is not None
    draft.truth.total += line.weight + 1 - line.score
    line.score = line.weight + 1
    draft.truth.expect("held", "a score above its weight")


def placeholder_at_page_end(rng: Random, draft: Draft) -> None:
    """End a page after an unused row."""
    lines = draft.truth.lines
    place = rng.randrange(2, len(lines))
    before = lines[place - 1]
    explanation = "备用指标" if draft.scheme == SHANGHAI else ""
    lines.insert(place, Line(before.category, before.subcategory, "其他指标", None, None, explanation=explanation))
    draft.page_starts.add(place + 1)
    draft.truth.expect("right_or_held", "a row without numbers next to a page break")


def page_break_between_rows(rng: Random, draft: Draft) -> None:
    """End a page between two rows: a blank line in text, a new page in print."""
    draft.page_starts.add(rng.randrange(1, len(draft.truth.lines)))


def split_row(rng: Random, draft: Draft) -> None:
    """Split a row by a page break: the end of its explanation is on the next page."""
    column = "explanation" if draft.scheme == SHANGHAI else "remark"
    places = [number for number, line in enumerate(draft.truth.lines) if line.weight is not None]
    place = rng.choice(places[1:])
    text = "反映项目资金使用是否规范、安全，制度是否健全、完善、有效，以及对资金运行的控制情况。"
    setattr(draft.truth.lines[place], column, text)
    draft.splits[place] = (column, rng.randrange(10, len(text) - 5))


def split_number(rng: Random, draft: Draft) -> None:
    """Split a number by a page break in its decimals: 6. and, on the next page, 50."""
    places = [number for number, line in enumerate(draft.truth.lines) if line.score is not None]
    place = rng.choice(places[1:])
    text = f"{draft.truth.lines[place].score:.2f}"
    draft.texts[f"line:{place}:score"] = text
    draft.splits[place] = ("score", text.index(".") + rng.randrange(3))
    draft.truth.expect("right_or_held", "a number split by a page break")


TABLE = (
    Oddity("header_in_two_rows", "header", header_in_two_rows, WITH_BLOCK),
    Oddity("extra_column", "extra", extra_column),
    Oddity("other_order_of_columns", "header", other_order_of_columns, (NATIONAL, HUBEI)),
    Oddity("spelled_categories", "categories", spelled_categories, WITH_BLOCK),
    Oddity("spelled_points", "points", spelled_points),
    Oddity("numbered_names", "names", numbered_names, WITH_BLOCK),
    Oddity("grade_in_total_row", "grade", grade_in_total_row, (NATIONAL,)),
    Oddity("grade_below", "grade", grade_below, (NATIONAL,)),
    Oddity("grade_with_points", "grade", grade_with_points, (SHANGHAI,)),
    Oddity("wrong_grade", "grade", wrong_grade, (SHANGHAI, NATIONAL)),
    Oddity("wrong_sum", "points", wrong_sum),
    Oddity("score_above_weight", "points", score_above_weight, (SHANGHAI, NATIONAL, SICHUAN)),
    Oddity("placeholder_at_page_end", "pages", placeholder_at_page_end, (SHANGHAI, NATIONAL, SICHUAN), ("text", "pdf")),
    Oddity("page_break_between_rows", "pages", page_break_between_rows, families=("text", "pdf")),
    Oddity("split_row", "pages", split_row, (SHANGHAI, NATIONAL, SICHUAN), ("text",)),
    Oddity("split_number", "pages", split_number, (SHANGHAI, NATIONAL, SICHUAN), ("text",)),
)
