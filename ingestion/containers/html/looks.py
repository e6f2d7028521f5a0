"""Compute how a page shows its elements, as far as it affects the text read: hidden, struck out, white, raised."""

import re
from typing import NamedTuple

from ingestion.containers.colours import BLACK, CLEAR, UNKNOWN, WHITE, Colour, Paint, is_seen
from ingestion.containers.html.colours import read_paint
from ingestion.containers.html.css import Declarations, Element, Properties, Rules, read_declarations
from ingestion.containers.symbol_fonts import is_symbol_font
from ingestion.containers.unshown import HIDDEN, HIDDEN_ROWS, STRUCK

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
# Default styles of browsers.
_STRUCK, _NOT_SHOWN = {"text-decoration-line": "line-through"}, {"display": "none"}
_TAGS: dict[str, Properties] = {
    "s": _STRUCK, "strike": _STRUCK, "del": _STRUCK,
    "sup": {"vertical-align": "super", "font-size": "smaller"},
    "sub": {"vertical-align": "sub", "font-size": "smaller"},
    "small": {"font-size": "smaller"}, "big": {"font-size": "larger"}, "mark": {"background-color": "yellow"},
    "bdo": {"unicode-bidi": "bidi-override"},
}  # fmt: skip
_ATTRIBUTES = ("class", "id", "style", "hidden", "bgcolor", "color", "text", "background", "face", "dir")
_TINY = 1.0  # points
_CLEAR = 0.05  # opacity
_FAR = 300.0  # points: text moved this far is off the page
_PLAIN_SIZE = 12.0
_SIZES = {
    "xx-small": 6.75, "x-small": 7.5, "small": 9.75, "medium": 12.0, "large": 13.5, "x-large": 18.0, "xx-large": 24.0,
}  # fmt: skip
_SCALES = {"smaller": 1 / 1.2, "larger": 1.2}
_POINTS = {"px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "rem": _PLAIN_SIZE}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9}))(%|[a-z]{2,3})?")
_SHIFTS = {"super": 1, "sub": -1}
_OFFSETS = {"top": 1, "text-top": 1, "bottom": -1, "text-bottom": -1}
_CLIPPED = {"hidden", "clip"}
_DIRECTIONS, _OVERRIDES = {"ltr", "rtl"}, {"bidi-override", "isolate-override"}
# Elements as high as their text, whatever their style.
_TABLE_PARTS = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "br"}


class Look(NamedTuple):
    """How text is shown; `reason` is the code of a notice if it is not visible, else blank.

    `shift` is 1 for superscript, -1 for subscript. `offset` is the same for moved text, which counts only if the text
    is smaller than its line. `font` is a symbol font.
    """

    reason: str = ""
    size: float = _PLAIN_SIZE
    shift: int = 0
    offset: int = 0
    font: str = ""
    ink: Paint = Paint(BLACK)
    behind: Colour | None = WHITE
    not_visible: str = ""  # the reason, until a descendant is visible again
    is_clear: bool = False
    is_struck: bool = False
    direction: str = "ltr"
    is_turned: bool = False  # from right to left, whatever the characters are


class LookReader:
    """Compute the looks of a page's elements."""

    def __init__(self, root: Element):
        sheets = ("".join(style.itertext()) for style in root.iter("style") if _is_for_screen(style))
        self._rules = Rules(sheets)
        self._resolved: dict[tuple[str | None, ...], tuple[Properties, bool]] = {}
        self._derived: dict[tuple[Look, int, str], Look] = {}

    def resolve(self, element: Element) -> Properties:
        """Return the properties of an element from styles and presentational attributes."""
        return self._resolve(element)[0]

    def _resolve(self, element: Element) -> tuple[Properties, bool]:
        """Return the same, and whether it applies to every element with these attributes."""
        tag = element.tag
        if not element.attrib and tag not in _TAGS and not self._rules.names(tag):
            return _NOTHING, True
        key = (tag, *map(element.get, _ATTRIBUTES))
        known = self._resolved.get(key)
        if known is None:
            rules = self._rules.find(element)
            known = _cascade(element, []), False
            if not any(rule.needs_context for rule in rules):
                known = _cascade(element, [rule.declarations for rule in rules]), True
            self._resolved[key] = known
        if known[1]:
            return known
        return _cascade(
            element, [rule.declarations for rule in self._rules.find(element) if rule.matches(element)]
        ), False

    def read(self, element: Element, around: Look) -> tuple[Look, Properties]:
        """Return the look of an element within an element of look `around`, and its properties."""
        properties, is_lasting = self._resolve(element)
        tag = element.tag
        if not properties and not (around.shift or around.offset):
            return around, properties
        if not is_lasting:
            return _derive(around, properties, tag), properties
        key = (around, id(properties), tag)
        look = self._derived.get(key)
        if look is None:
            look = self._derived[key] = _derive(around, properties, tag)
        return look, properties


_NOTHING: Properties = {}


def is_shown(properties: Properties) -> bool:
    """Whether an element is rendered at all."""
    return properties.get("display") != "none" and properties.get("mso-hide") != "all"


def _is_for_screen(style: Element) -> bool:
    return style.get("media", "all").strip().lower() in ("", "all", "screen")


def _cascade(element: Element, rules: list[Declarations]) -> Properties:
    """Return the properties that take precedence: of browser defaults, attributes, rules, and the element's style."""
    own = read_declarations(element.get("style", ""))
    properties = _TAGS.get(element.tag, _NOTHING) | _read_attributes(element)
    for declarations in (*rules, own):
        properties = properties | declarations.normal
    for declarations in (*rules, own):
        properties = properties | declarations.important
    return properties


def _read_attributes(element: Element) -> Properties:
    read: Properties = {}
    if "hidden" in element.attrib:
        read |= _NOT_SHOWN
    if (direction := element.get("dir", "").strip().lower()) in _DIRECTIONS:
        read["direction"] = direction
    if element.get("background"):
        read["background-image"] = "image"
    names = {"bgcolor": "background-color", "color": "color", "face": "font-family"}
    if element.tag == "body":
        names["text"] = "color"
    for attribute, name in names.items():
        if value := element.get(attribute, "").strip().lower():
            is_colour = name != "font-family"
            if is_colour and not read_paint(value):
                value = f"#{value}"
            if not is_colour or read_paint(value):
                read[name] = value
    return read


def _derive(around: Look, properties: Properties, tag: str) -> Look:
    is_block = tag in BLOCKS
    size = _read_size(properties.get("font-size", ""), around.size)
    ink, behind = _read_ink(properties, around.ink), _read_ground(properties, around)
    shift, offset = (0, 0) if is_block else _read_shift(properties, around, size)
    not_visible = around.not_visible
    if visibility := properties.get("visibility"):
        not_visible = {"visible": "", "hidden": HIDDEN, "collapse": HIDDEN_ROWS if tag == "tr" else HIDDEN}.get(
            visibility, not_visible
        )
    is_clear = around.is_clear or _is_out_of_sight(properties, tag, size)
    is_struck = around.is_struck or "line-through" in properties.get("text-decoration-line", "")
    is_hidden = is_clear or size <= _TINY or ink.is_clear or not is_seen(ink.colour, behind)
    reason = not_visible or (HIDDEN if is_hidden else STRUCK if is_struck else "")
    font = _read_font(properties["font-family"]) if "font-family" in properties else around.font
    direction = properties.get("direction", "")
    direction = direction if direction in _DIRECTIONS else around.direction
    is_turned = around.is_turned and not is_block
    if bidi := properties.get("unicode-bidi"):
        is_turned = bidi in _OVERRIDES and direction == "rtl"
    return Look(
        reason, size, shift, offset, font, ink, behind, not_visible, is_clear, is_struck, direction, is_turned
    )  # fmt: skip


def _read_ink(properties: Properties, around: Paint) -> Paint:
    text = properties.get("color", "")
    return (read_paint(text) if text != "initial" else Paint(BLACK)) or around


def _read_ground(properties: Properties, around: Look) -> Colour | None:
    behind = around.behind
    paint = read_paint(properties.get("background-color", "")) or CLEAR
    if not paint.is_clear:
        behind = paint.colour
    return UNKNOWN.colour if properties.get("background-image", "none") != "none" else behind


def _read_shift(properties: Properties, around: Look, size: float) -> tuple[int, int]:
    align = properties.get("vertical-align", "")
    if shift := _SHIFTS.get(align, 0):
        return shift, 0
    moved = _read_length(align, size) or _read_length(properties.get("mso-text-raise", ""), size) or 0.0
    if not moved and properties.get("position") == "relative":
        moved = -(_read_length(properties.get("top", ""), size) or 0.0)
        moved = moved or _read_length(properties.get("bottom", ""), size) or 0.0
    offset = (moved > 0) - (moved < 0) or _OFFSETS.get(align, 0)
    return around.shift, offset or around.offset


def _is_out_of_sight(properties: Properties, tag: str, size: float) -> bool:
    """Whether a style makes text transparent, moves it off the page, or clips all of it."""

    def measure(name: str) -> float | None:
        return _read_length(properties.get(name, ""), size)

    opacity = _LENGTH.fullmatch(properties.get("opacity", ""))
    if opacity and float(opacity[1]) / (100 if opacity[2] == "%" else 1) <= _CLEAR:
        return True
    if min(measure("text-indent") or 0.0, 0.0) <= -_FAR:
        return True
    is_free = properties.get("position") in ("absolute", "fixed")
    if is_free and min(measure("left") or 0.0, measure("top") or 0.0) <= -_FAR:
        return True
    clip = properties.get("clip", "")
    if is_free and clip.startswith("rect(") and all(float(part) <= 1 for part, _ in _LENGTH.findall(clip)):
        return True
    has_sides = is_free or (tag in BLOCKS - _TABLE_PARTS or properties.get("display") in ("block", "inline-block"))
    sides = [measure(name) for name in ("width", "height") if not properties.get(name, "").endswith("%")]
    is_cut = any(side is not None and side <= _TINY for side in sides)
    return has_sides and is_cut and properties.get("overflow") in _CLIPPED


def _read_size(text: str, around: float) -> float:
    if not text:
        return around
    if text in _SIZES:
        return _SIZES[text]
    if text in _SCALES:
        return around * _SCALES[text]
    length = _read_length(text, around)
    return around if length is None or length < 0 else length


def _read_length(text: str, size: float) -> float | None:
    """Return a length in points (a percentage relates to the font size); None if the text is not a length."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit == "%":
        return number / 100 * size
    if unit == "em":
        return number * size
    if unit == "ex":
        return number * size / 2
    if unit is None:
        return number if not number else number * _POINTS["px"]
    return number * _POINTS[unit] if unit in _POINTS else None


def _read_font(text: str) -> str:
    name = text.partition(",")[0].strip(" \"'")
    return name if is_symbol_font(name) else ""
