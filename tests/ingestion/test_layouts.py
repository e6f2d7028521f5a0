"""The labels seed: mistakes in it are refused with file and line."""

from pathlib import Path

import pytest

from ingestion.layouts import Layouts, load_layouts

HEAD = "scheme_code,part,label,field_code\n"
COLUMNS = "".join(
    f"s,column,{label},{field}\n"
    for label, field in [("类", "category"), ("名", "indicator_name"), ("权", "weight"), ("分", "self_score")]
)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("s,titel,甲,\n", r"labels\.csv line 2: part 'titel' is unknown"),
        (COLUMNS + "s,head,甲,a\ns,head,甲 ,b\n", r"labels\.csv line 7: head label '甲' of s stands twice"),
        ("s,column,权重,weight\n", r"labels\.csv: s names no column for category, indicator_name, self_score"),
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
def test_a_word_of_any_form_is_no_title(layouts: Layouts, cells: list[str], kind: str | None) -> None:
    title = layouts.find_title(cells)
    assert (title and title.set_aside_kind) == kind
