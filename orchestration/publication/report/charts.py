"""Charts as inline SVG, drawn when the report is written: no script, readable at phone width, printable.

Every chart is rows of horizontal bars, the row's name above its bar on the left and its value on the right, so that
nothing depends on how wide a font draws a name. Vega draws bars and places; names are put in afterwards, in both
languages.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import altair as alt
import vl_convert
from markupsafe import Markup

BLUE, PALE, AMBER = "#1f5a8c", "#c9d6e2", "#b3590a"
GRADES = ("#173f66", "#4f88b8", "#adc9df", AMBER)  # by ordinal, best first; dark to pale reads without colour, too
UNGRADED = "#8b949c"
_WIDTH, _ROW, _BAR = 400, 46, 14
_LONGEST = 24  # characters of a name next to a value
_FONT = (
    "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
)
_DRAWN_ARIA = re.compile(r' (?:aria-[a-z]+|role|class|xmlns:xlink|version)="[^"]*"')
_SIZE = re.compile(r'<svg ([^>]*?)width="[\d.]+" height="[\d.]+" ')
_TOKEN = re.compile(r"§(\d+)§")


class Bar(NamedTuple):
    """A row: name in both languages, length of the bar, text of the value, length of the paler bar behind it."""

    chinese: str
    english: str
    length: Decimal | None
    text: str
    behind: Decimal | None = None


class Share(NamedTuple):
    """A part of a row: name of the row in both languages, position and colour of the part, and its share of 1."""

    chinese: str
    english: str
    place: int
    colour: str
    share: Decimal | None


def draw_bars(bars: Sequence[Bar], caption: str, table: str, full: Decimal | None = None, colour: str = BLUE) -> Markup:
    """Draw bars from 0 to the longest, or to `full`, each with a paler bar behind it if it has one. "" without rows.

    `caption` is the id of the element that names the chart, `table` of the table with the same numbers.
    """
    if not bars:
        return Markup()
    rows = [
        {
            "row": row,
            "name": f"§{row}§",
            "length": float(bar.length or 0),
            "behind": float(bar.behind or 0),
            "text": bar.text,
        }
        for row, bar in enumerate(bars)
    ]
    longest = max(float(length or 0) for bar in bars for length in (bar.length, bar.behind)) or 1
    scale = alt.Scale(domain=[0, float(full) if full is not None else longest], clamp=True)
    base = _lay_rows(rows, len(bars))
    layers: list[Any] = []
    if any(bar.behind is not None for bar in bars) or full is not None:
        behind = alt.value(_WIDTH) if full is not None else alt.X("behind:Q", axis=None, scale=scale)
        layers.append(base.mark_bar(height=_BAR, color=PALE).encode(x=behind, x2=alt.value(0)))
    layers += [
        base.mark_bar(height=_BAR, color=colour).encode(x=alt.X("length:Q", axis=None, scale=scale)),
        _write_names(base),
        base.mark_text(
            align="right", baseline="bottom", dy=-11, fontSize=14, fontWeight="bold", color="#1c2a36"
        ).encode(x=alt.value(_WIDTH), text="text:N"),
    ]
    return _finish(alt.layer(*layers), [(bar.chinese, bar.english) for bar in bars], caption, table)


def draw_shares(shares: Sequence[Share], caption: str, table: str) -> Markup:
    """Draw rows that are divided into parts, in the order of their positions."""
    if not shares:
        return Markup()
    names = list(dict.fromkeys((share.chinese, share.english) for share in shares))
    rows: list[dict[str, Any]] = []
    for row, row_name in enumerate(names):
        end = 0.0
        parts = sorted(
            (share for share in shares if (share.chinese, share.english) == row_name), key=lambda one: one.place
        )
        for part in parts:
            start, end = end, end + float(part.share or 0)
            rows.append({"row": row, "name": f"§{row}§", "start": start, "end": end, "colour": part.colour})
    base = _lay_rows(rows, len(names))
    scale = alt.Scale(domain=[0, 1])
    parts_drawn = base.mark_bar(height=_BAR, stroke="white", strokeWidth=1).encode(
        x=alt.X("start:Q", axis=None, scale=scale), x2="end:Q", color=alt.Color("colour:N", scale=None)
    )
    firsts = [next(row for row in rows if row["row"] == number) for number in range(len(names))]
    return _finish(alt.layer(parts_drawn, _write_names(_lay_rows(firsts, len(names)))), names, caption, table)


def _lay_rows(rows: list[dict[str, Any]], count: int) -> Any:
    y = alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(domain=list(range(count)), padding=0))
    return alt.Chart(alt.InlineData(values=rows), width=_WIDTH, height=count * _ROW).encode(y=y)


def _write_names(base: Any) -> Any:
    return base.mark_text(align="left", baseline="bottom", dy=-11, fontSize=14, color="#1c2a36").encode(
        x=alt.value(0), text="name:N"
    )


def _finish(chart: Any, names: Sequence[tuple[str, str]], caption: str, table: str) -> Markup:
    """Return the chart as a named image with the names of rows, without the descriptions that Vega adds to marks."""
    spec = chart.configure(
        aria=False, background="transparent", font=_FONT, padding={"top": 6, "left": 0, "right": 0, "bottom": 0}
    ).configure_view(stroke=None)
    drawn = _DRAWN_ARIA.sub("", vl_convert.vegalite_to_svg(spec.to_dict()))
    drawn = _SIZE.sub(rf'<svg \1role="img" aria-labelledby="{caption}" aria-details="{table}" ', drawn, count=1)
    return Markup(_TOKEN.sub(lambda token: _write_name(*names[int(token[1])]), drawn))


def _write_name(chinese: str, english: str) -> str:
    spans = Markup('<tspan class="zh" lang="zh-CN">{}</tspan><tspan class="en" lang="en">{}</tspan>')
    if chinese == english:
        return str(Markup('<tspan lang="zh-CN">{}</tspan>').format(_shorten(chinese)))
    return str(spans.format(_shorten(chinese), _shorten(english, 2 * _LONGEST)))


def _shorten(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
