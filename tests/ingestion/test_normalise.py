"""Text normalised for comparison and for display."""

import sys
import unicodedata

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
        ("甲\ufffe项\u202e目\ufe0f", "甲项目"),
        ("甲&#8238;项&#xfffe;目", "甲项目"),
        ("甲\u3164项\u034f目\U000e0041\uf0fe", "甲项目"),
        ("甲\u202e目(项)\u202c乙", "甲(项)目乙"),
        ("甲\u202e目\u2066项\u2069\u202c乙", "甲目项乙"),
        ("甲\u2028乙\x0b丙", "甲 乙 丙"),
        ("\u2ed3效管理\u2f24\u2ee2路", "长效管理大马路"),
        ("I\u0422系统\u0391BC", "IT系统ABC"),
        ("α粒子，щ", "α粒子,щ"),
        ("满意度<90%且>80%", "满意度<90%且>80%"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_plain_keeps_punctuation_and_paragraphs() -> None:
    assert to_plain("<p>一，（二）。</p> <p>三<br/>四</p>") == "一，（二）。\n三\n四"


def test_plain_keeps_text_that_is_not_html() -> None:
    assert to_plain("<重要> a<b, 5<6 & 7") == "<重要> a<b, 5<6 & 7"


def test_plain_text_has_no_invisible_characters() -> None:
    assert to_plain("甲\ufffe，\u202e乙\u2028丙\x00") == "甲，乙\n丙"


def _is_invisible(character: str) -> bool:
    code = ord(character)
    return (
        (unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} and not character.isspace())
        or code & 0xFFFE == 0xFFFE
        or 0xFE00 <= code <= 0xFE0F
        or 0x180B <= code <= 0x180F
        or 0xE0000 <= code <= 0xE0FFF
        or character in "\u034f\u115f\u1160\u3164\uffa0"
    )


def test_normalised_text_has_all_visible_characters_and_no_invisible_ones() -> None:
    characters = list(map(chr, range(sys.maxunicode + 1)))
    assert [hex(ord(sign)) for sign in characters if _is_invisible(sign) and to_plain(f"甲{sign}乙") != "甲乙"] == []
    lost = {ord(sign) for sign in characters if len(to_plain(f"甲{sign}乙")) == 2 and not _is_invisible(sign)}
    assigned = {hex(code) for code in lost if unicodedata.category(chr(code)) != "Cn"}
    assert assigned == {"0x17b4", "0x17b5", "0x1c", "0x1d", "0x1e", "0x1f", "0x2800"}


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
        ("无", True),
        ("无锡", False),
    ],
)
def test_nothing_marks(text: str, expected: bool) -> None:
    assert is_nothing(text) is expected


@given(st.text(max_size=200))
def test_normalised_text_has_no_stray_white_space(text: str) -> None:
    result = normalise(text)
    assert result == " ".join(result.split())
