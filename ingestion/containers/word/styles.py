"""Compute how Word prints a run of text, from its own properties and those of its styles.

Only properties that affect the text read are kept: the switches that strike text out or hide it (`strike`, `vanish`,
...: on or off), `color`, `sz`, `vertAlign`, `position`, `font`, and the shading behind (`fill`).
"""

from lxml import etree

from ingestion.containers.colours import WHITE, Colour, read_hex
from ingestion.containers.word.xml import Element, find, is_on, parse_part, read_name, read_value

Properties = dict[str, str]

_SWITCHES = {
    "w:strike": "strike", "w:dstrike": "dstrike", "w:vanish": "vanish", "w:webHidden": "webHidden",
}  # fmt: skip
_TOGGLES = ("strike", "dstrike", "vanish")  # on in the style of both paragraph and run: off
_VALUES = {"w:color": "color", "w:sz": "sz", "w:vertAlign": "vertAlign", "w:position": "position"}
ON, OFF = "on", ""
UNKNOWN = "unknown"  # a shading that is not a plain colour
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_DEEPEST = 32  # styles that are based on one another; more are a circle


class Styles:
    """The styles of a document by their id."""

    def __init__(self, part: bytes | None):
        """Parse the styles part; without one, or if it is not XML, there are no styles."""
        self._styles: dict[str, Element] = {}
        self._paragraph_default = ""
        self.defaults: Properties = {}
        self._resolved: dict[str, Properties] = {}
        try:
            root = parse_part(part) if part else None
        except etree.XMLSyntaxError:
            root = None
        for child in root if root is not None else ():
            name = read_name(child.tag)
            if name == "w:style":
                style_id = read_value(child, "styleId")
                self._styles[style_id] = child
                if read_value(child, "type") == "paragraph" and read_value(child, "default") in ("1", "true", "on"):
                    self._paragraph_default = style_id
            elif name == "w:docDefaults":
                self.defaults = read_properties(find(child, "w:rPrDefault", "w:rPr"))

    def resolve(self, style_id: str) -> Properties:
        """Return the properties of a style and of the styles it is based on; a paragraph's shading is its `fill`."""
        if style_id not in self._resolved:
            resolved: Properties = {}
            for style in reversed(self._list_chain(style_id)):
                fill = read_shading(find(style, "w:pPr", "w:shd"))
                resolved |= ({"fill": fill} if fill else {}) | read_properties(find(style, "w:rPr"))
            self._resolved[style_id] = resolved
        return self._resolved[style_id]

    def resolve_paragraph(self, paragraph_properties: Element | None) -> Properties:
        """Return the properties of a paragraph's text, without those of its runs."""
        own = find(paragraph_properties, "w:pStyle") if paragraph_properties is not None else None
        style_id = read_value(own) or self._paragraph_default
        resolved = self.defaults | self.resolve(style_id) if style_id else self.defaults
        if paragraph_properties is not None and (fill := read_shading(find(paragraph_properties, "w:shd"))):
            resolved = resolved | {"fill": fill}
        return resolved

    def resolve_run(self, paragraph: Properties, run_properties: Element) -> Properties:
        """Return the properties of a run in a paragraph with these properties."""
        own = read_properties(run_properties)
        if (style := find(run_properties, "w:rStyle")) is not None:
            of_style = self.resolve(read_value(style))
            toggled = {
                name: OFF for name in _TOGGLES if of_style.get(name) == ON == paragraph.get(name, OFF)
            }  # fmt: skip
            own = of_style | toggled | own
        return paragraph | own

    def find_table_fill(self, table_properties: Element | None, *, is_first_row: bool) -> str:
        """Return the shading of cells by a table's style: a colour, UNKNOWN if only some cells have one, or blank."""
        style_id = read_value(find(table_properties, "w:tblStyle")) if table_properties is not None else ""
        fill, of_row, elsewhere = "", "", False
        for style in reversed(self._list_chain(style_id)) if style_id else ():
            fill = read_shading(find(style, "w:tcPr", "w:shd")) or read_shading(find(style, "w:tblPr", "w:shd")) or fill
            for child in style:
                if read_name(child.tag) == "w:tblStylePr" and (own := read_shading(find(child, "w:tcPr", "w:shd"))):
                    if read_value(child, "type") == "firstRow":
                        of_row = own
                    else:
                        elsewhere = True
        if is_first_row and of_row:
            return of_row
        return fill or (UNKNOWN if elsewhere else "")

    def _list_chain(self, style_id: str) -> list[Element]:
        """Return a style and the styles it is based on, nearest first."""
        chain: list[Element] = []
        while (style := self._styles.get(style_id)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style_id = read_value(find(style, "w:basedOn"))
        return chain


def read_properties(properties: Element | None) -> Properties:
    """Return the direct properties of a run."""
    read: Properties = {}
    for child in properties if properties is not None else ():
        name = read_name(child.tag)
        if name in _SWITCHES:
            read[_SWITCHES[name]] = ON if is_on(child) else OFF
        elif name in _VALUES:
            read[_VALUES[name]] = read_value(child)
        elif name == "w:rFonts":
            if font := read_value(child, "ascii") or read_value(child, "hAnsi"):
                read["font"] = font
        elif name == "w:shd":
            if fill := read_shading(child):
                read["fill"] = fill
        elif name == "w:highlight" and (fill := _HIGHLIGHTS.get(read_value(child), "")):
            read["fill"] = fill
    return read


def read_shading(shading: Element | None) -> str:
    """Return the colour of a shading as six digits, UNKNOWN for a pattern of two colours, blank if there is none."""
    if shading is None:
        return ""
    pattern, fill = read_value(shading), read_value(shading, "fill")
    if pattern == "solid":
        colour = read_value(shading, "color")
        return colour if read_hex(colour) else "000000"
    if pattern not in ("", "clear", "nil"):
        return UNKNOWN
    return fill if read_hex(fill) else ""


def read_fill(fill: str, behind: Colour | None) -> Colour | None:
    """Return the colour of a shading, or the colour behind if there is none; None if unknown."""
    return read_hex(fill) if fill else behind


PAPER: Colour | None = WHITE
