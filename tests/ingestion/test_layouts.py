"""The labels seed: mistakes in it are reported with file and line."""

from pathlib import Path

import pytest

from ingestion.forms.layouts import Layouts, load_layouts
from ingestion.forms.titles import read_title
from ingestion.normalise import normalise

HEAD = "scheme_code,part,label,field_code\n"
COLUMNS = "".join(
    f"s,column,{label},{field}\n"
    for label, field in [("类", "category"), ("名", "indicator_name"), ("权", "weight"), ("分", "self_score")]
)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("s,titel,甲,\n", r"labels\.csv line 2: part 'titel' is unknown"),
        (COLUMNS + "s,head,甲,a\ns,head,甲 ,b\n", r"labels\.csv line 7: head label '甲' of s appears twice"),
        ("s,column,权重,weight\n", r"labels\.csv: s has no label for column category, indicator_name, self_score"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(HEAD + rows)
    with pytest.raises(ValueError, match=message):
        load_layouts(path)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [(["绩效目标表"], "target_declaration"), (["", "绩效目标", ""], None), (["绩效目标申报"], "target_declaration")],
)
def test_titles_of_other_forms_and_words_of_any_form(layouts: Layouts, cells: list[str], kind: str | None) -> None:
    title = read_title(cells, layouts)
    assert (title and title.set_aside_kind) == kind


@pytest.mark.parametrize(
    "printed",
    [
        "项目支出绩效自评表", "项目支出绩效目标自评表", "项目支出绩效自评表（公开）", "附件2-1 某市2022年部门预算项目支出绩效自评表",
        "（2022年度）项目支出绩效自评表", "附表3：某省项目支出绩效自评表",
    ],
)  # fmt: skip
def test_titles_with_texts_around_them(layouts: Layouts, printed: str) -> None:
    title = read_title([normalise(printed)], layouts)
    assert title is not None
    assert title.layout is not None
    assert title.layout.scheme_code == "mof_2020"
