"""Text as compared and as shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.normalise import is_nothing, normalise, squash, to_plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("３０，７５０．００", "30,750.00"),
        ("具体实施处（科室）：", "具体实施处(科室):"),
        ("  数据\u3000运营\u00a0服务 ", "数据 运营 服务"),
        ("<p>一</p> <p>二</p>", "一 二"),
        ("甲&nbsp;乙&amp;丙", "甲 乙&丙"),
        ("\ufeff甲\u200b乙", "甲乙"),
        ("30750000①", "30750000①"),
        ("100²", "100²"),
        ("满意度<90%且>80%", "满意度<90%且>80%"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_plain_keeps_punctuation_and_paragraphs() -> None:
    assert to_plain("<p>一，（二）。</p> <p>三<br/>四</p>") == "一，（二）。\n三\n四"


def test_plain_keeps_what_is_no_html() -> None:
    assert to_plain("<重要> a<b, 5<6 & 7") == "<重要> a<b, 5<6 & 7"


def test_squash_takes_spaces_out_of_labels() -> None:
    assert squash("项 目　名 称：") == "项目名称:"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        (" ", True),
        ("-", True),
        ("／", True),
        ("—", True),
        ("      ", True),
        ("&nbsp;", True),
        ("- -", True),
        ("0", False),
        ("无", False),
    ],
)
def test_nothing_marks(text: str, expected: bool) -> None:
    assert is_nothing(text) is expected


@given(st.text(max_size=200))
def test_normalised_text_has_no_stray_white_space(text: str) -> None:
    result = normalise(text)
    assert result == " ".join(result.split())
