"""Redact Word documents: the body and the styles as far as they are read; every other part is left out."""

import re
from functools import partial

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.containers.symbol_fonts import is_symbol_font, prints_signs
from ingestion.containers.word.xml import Element, find, parse_part, read_name, read_value
from ingestion.limits import Limits
from ingestion.redaction.nodes import TextNodes
from ingestion.redaction.package import keep_attributes, remove, write_package
from ingestion.redaction.texts import TextRedactor

_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {_DOCUMENT: f"{_MAIN}.document.main+xml", _STYLES: f"{_MAIN}.styles+xml"}
_TEXTS = {"w:t", "m:t", "a:t"}
_BREAKS = {"w:tab", "w:ptab", "w:cr", "w:br"}
# Elements of a body, with those of tables, fields, formulas, drawings and tracked changes around texts.
_CONTENT = {
    "w:document", "w:body", "w:p", "w:r", "w:t", "w:tab", "w:ptab", "w:cr", "w:br", "w:noBreakHyphen", "w:sym",
    "w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtPr", "w:sdtContent", "w:showingPlcHdr", "w:ins", "w:moveTo",
    "w:hyperlink", "w:fldSimple", "w:smartTag", "w:customXml", "w:bdo", "w:dir", "w:fldChar", "w:ffData",
    "w:checkBox", "w:checked", "w:default", "w:ddList", "w:listEntry", "w:result", "w:altChunk", "w:ruby",
    "w:rubyBase", "w:txbxContent", "w:drawing", "w:pict", "w:tblGrid", "w:gridCol", "mc:AlternateContent",
    "mc:Choice", "mc:Fallback", "m:oMath", "m:oMathPara", "m:r", "m:t", "m:f", "m:num", "m:den", "m:sSup", "m:sSub",
    "m:sup", "m:sub", "m:e", "m:d", "m:sSubSup", "a:graphic", "a:graphicData", "a:p", "a:r", "a:t", "a:rPr",
    "a:noFill", "a:solidFill", "a:srgbClr", "a:schemeClr", "inline", "anchor", "wsp", "wgp", "wpc", "spPr", "txbx",
    "txBody", "shape", "rect", "roundrect", "textbox", "group", "shapetype",
}  # fmt: skip
_PROPERTIES = {
    "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr", "w:tblPrEx", "w:pStyle", "w:rStyle", "w:tblStyle",
    "w:pageBreakBefore", "w:strike", "w:dstrike", "w:vanish", "w:webHidden", "w:color", "w:sz", "w:vertAlign",
    "w:position", "w:rFonts", "w:shd", "w:highlight", "w:del", "w:cellDel", "w:gridBefore", "w:gridAfter", "w:gridSpan",
    "w:vMerge", "w:hMerge", "w:hidden", "w:type", "w:jc", "w:tcW", "w:tblW", "w:tblBorders", "w:tcBorders", "w:top",
    "w:bottom", "w:left", "w:right", "w:insideH", "w:insideV", "w:start", "w:end", "w:pgSz", "w:pgMar", "w:b",
    "w:i", "w:u", "w:tblLayout", "w:spacing", "w:ind", "w:vAlign",
}  # fmt: skip
_STYLE = {
    "w:styles", "w:style", "w:basedOn", "w:docDefaults", "w:rPrDefault", "w:pPrDefault", "w:tblStylePr", "w:name",
}  # fmt: skip
_VALUE = re.compile(
    r"[+-]?\d{1,10}(?:\.\d{1,4})?%?|#?[0-9A-Fa-f]{6}|true|false|on|off|auto|none|nil|clear|solid|pct\d{1,2}|single|dotted|dashed"
    r"|double|thick|center|left|right|both|start|end|distribute|restart|continue|superscript|subscript|baseline|page|column"
    r"|textWrapping|dxa|pct|nextPage|continuous|nextColumn|evenPage|oddPage|begin|separate|bar|top|bottom|fixed|autofit|rtl|ltr"
    r"|landscape|portrait|paragraph|character|table|numbering|firstRow|lastRow|firstCol|lastCol|band[12](?:Horz|Vert)"
    r"|(?:ne|nw|se|sw)Cell|wholeTable|black|blue|cyan|green|magenta|red|yellow|white"
    r"|dark(?:Blue|Cyan|Green|Magenta|Red|Yellow|Gray)|lightGray|lt[12]|bg[12]|dk[12]|tx[12]|noStrike|sngStrike|dblStrike"
    r"|atLeast|exact"
)
_ATTRIBUTES = dict.fromkeys(
    (
        "val", "fill", "type", "color", "default", "char", "w", "h", "sz", "space", "fillcolor", "strike", "baseline",
        "fldCharType", "orient", "top", "bottom", "left", "right", "header", "footer", "gutter", "line", "lineRule",
        "before", "after", "firstLine", "hanging", "start", "end",
    ),
    _VALUE,
)  # fmt: skip
_ALLOWED = _ATTRIBUTES | {"space": re.compile("preserve|\\d{1,5}"), "char": re.compile("[0-9A-Fa-f]{1,4}")}


def redact_docx(content: bytes, limits: Limits, redactor: TextRedactor) -> bytes:
    """Return the redacted document. Raises ContainerError: damaged_document and the errors of check_office_zip."""
    check_office_zip(content, limits)
    try:
        body = parse_part(read_part(content, _DOCUMENT))
        styles = _parse_styles(content)
    except etree.XMLSyntaxError as error:
        raise ContainerError("damaged_document", f"docx: {error}") from error
    names = _StyleNames()
    _clean(body, _CONTENT | _PROPERTIES, names)
    _redact_texts(body, redactor)
    parts = {_DOCUMENT: _write(body)}
    targets = []
    if styles is not None:
        _clean(styles, _STYLE | _PROPERTIES, names)
        parts[_STYLES] = _write(styles)
        targets = [("styles", "styles.xml")]
    types = {name: kind for name, kind in _TYPES.items() if name in parts}
    relations = {"_rels/.rels": [("officeDocument", _DOCUMENT)], "word/_rels/document.xml.rels": targets}
    return write_package(parts, types, relations)


def _parse_styles(content: bytes) -> Element | None:
    try:
        return parse_part(read_part(content, _STYLES))
    except (ContainerError, etree.XMLSyntaxError):  # the reader does without styles, too
        return None


def _write(root: Element) -> bytes:
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class _StyleNames:
    """New names of styles: the names that people gave them may say who wrote the document."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def rename(self, name: str) -> str:
        """Return the new name of a style, blank for a blank one."""
        return self._names.setdefault(name, f"s{len(self._names) + 1}") if name else ""


def _clean(root: Element, allowed: set[str], names: _StyleNames) -> None:
    """Remove elements and attributes that are not read, and all text outside of the elements of texts."""
    for element in list(root.iter()):
        name = read_name(element.tag)
        if element is not root and (name not in allowed or (name == "w:del" and len(element))):
            remove(element) if _is_left_out(name, element) else _unwrap(element)
            continue
        if name not in _TEXTS:
            element.text = None
        element.tail = None
        _clean_attributes(name, element, names)


def _is_left_out(name: str, element: Element) -> bool:
    """Whether an unknown element is left out with its content: it has no text that is read."""
    is_deleted = name in ("w:moveFrom", "w:del", "w:rt", "w:object") or name.endswith("Change")
    return is_deleted or not any(
        read_name(inner.tag) in _TEXTS | _BREAKS | {"w:sym", "w:fldChar"} for inner in element.iter()
    )


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def _clean_attributes(name: str, element: Element, names: _StyleNames) -> None:
    own = {read: read_value(element, read) for read in ("val", "styleId", "ascii", "hAnsi", "font")}
    fill = element.get("fillcolor")
    keep_attributes(element, _ALLOWED)
    namespace = element.tag.rpartition("}")[0] + "}"
    if name in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:name"):
        style = own["val"] if name != "w:name" else read_value(element.getparent(), "styleId")
        element.set(f"{namespace}val", names.rename(style) if name != "w:name" else style)
    elif name == "w:style":
        element.set(f"{namespace}styleId", names.rename(own["styleId"]))
    elif name == "w:rFonts":
        if (font := own["ascii"] or own["hAnsi"]) and is_symbol_font(font):
            element.set(f"{namespace}ascii", font)
    elif name == "w:sym":
        if is_symbol_font(own["font"]):
            element.set(f"{namespace}font", own["font"])
    elif name == "w:shd" and own["val"] and not read_value(element):
        element.set(f"{namespace}val", "pct10")  # any pattern of two colours
    elif name == "w:listEntry":
        element.set(f"{namespace}val", own["val"])  # redacted with the texts
    elif name == "mc:Choice":
        element.set("Requires", "wps")
    if fill is not None:
        is_colour = re.match("#[0-9A-Fa-f]{6}|white", fill)
        element.set("fillcolor", is_colour[0] if is_colour else "none")


def _redact_texts(body: Element, redactor: TextRedactor) -> None:
    """Redact the texts of each paragraph as one text; those of a text box in it are redacted before it."""
    nodes = TextNodes(redactor)
    for paragraph in list(body.iter("{*}p")):
        for element in paragraph.iter():
            if not _is_own(element, paragraph):
                continue
            name = read_name(element.tag)
            if name in _TEXTS:
                if _is_symbol(element):
                    continue
                nodes.add(element.text, partial(setattr, element, "text"))
            elif name in _BREAKS:
                nodes.finish()
            elif name in ("w:listEntry", "w:sym"):
                _redact_attribute(name, element, redactor)
        nodes.finish()
    for element in body.iter():
        if read_name(element.tag) in _TEXTS and not any(
            read_name(ancestor.tag) in ("w:p", "a:p") for ancestor in element.iterancestors()
        ):
            element.text = redactor.redact(element.text or "")


def _is_own(element: Element, paragraph: Element) -> bool:
    """Whether an element belongs to a paragraph, and not to one in a text box of it."""
    nearest = next((above for above in element.iterancestors() if above.tag.endswith("}p")), None)
    return nearest is paragraph


def _is_symbol(element: Element) -> bool:
    """Whether a text of few signs is in a font of symbols, such as the boxes of an answer."""
    run = element.getparent()
    fonts = find(run, "w:rPr", "w:rFonts") if run is not None else None
    is_sign = fonts is not None and prints_signs(element.text or "", read_value(fonts, "ascii"))
    return is_sign and re.fullmatch(r"[\x20-\xff\uf020-\uf0ff]", element.text or "") is not None


def _redact_attribute(name: str, element: Element, redactor: TextRedactor) -> None:
    namespace = element.tag.rpartition("}")[0] + "}"
    if name == "w:listEntry":
        element.set(f"{namespace}val", redactor.redact(read_value(element)))
    elif code := read_value(element, "char"):
        sign = chr(int(code, 16))
        if not prints_signs(sign, read_value(element, "font")):
            element.set(f"{namespace}char", f"{ord(redactor.redact(sign)):04X}")
