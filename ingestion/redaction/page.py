"""Redact web pages: the elements that are read, with their texts redacted; how they look is stated by each itself."""

import re
from email import policy
from email.message import EmailMessage
from functools import partial

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.html.css import Element
from ingestion.containers.html.looks import BLOCKS, LookReader
from ingestion.containers.html.mht import find_page
from ingestion.containers.html.page import parse_page
from ingestion.containers.html.text import UNPRINTED
from ingestion.containers.symbol_fonts import is_symbol_font
from ingestion.containers.text import decode_text
from ingestion.redaction.nodes import TextNodes
from ingestion.redaction.plain import encode
from ingestion.redaction.texts import TextRedactor

_DROPPED = UNPRINTED | {"area", "base", "embed", "frame", "img", "link", "meta", "param", "source", "track", "wbr"}
_INLINE = {
    "html", "col", "colgroup", "input", "select", "option", "optgroup", "label", "button", "span", "strong", "b",
    "i", "u", "em", "font",
    "s", "strike", "del", "ins", "sup", "sub", "small", "big", "mark", "listing", "xmp", "bdo", "code", "kbd",
    "samp", "var", "cite",
    "ruby", "nobr", "a",
}  # fmt: skip
_BOUNDARIES = BLOCKS | {"option", "select", "optgroup", "input", "col", "colgroup"}
_COUNTS = ("rowspan", "colspan", "span")
_INPUT_TYPES = {
    "", "text", "number", "date", "month", "tel", "email", "url", "search", "checkbox", "radio", "hidden", "button",
    "submit", "password",
}  # fmt: skip
_SWITCHES = ("checked", "selected")
_COUNT = re.compile(r"\s*\d{1,10}")
_LENGTH_OR_NUMBER = re.compile(r"-?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})(?:%|[a-z]{2,3})?")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|(?:rgb|rgba|hsl|hsla)\([\d.,%\s/]*\)|[a-z]{3,24}")
_CLIP = re.compile(r"rect\([\d.,a-z\s]*\)")
_WORDS = {
    "none", "block", "inline", "inline-block", "table", "table-row", "table-cell", "all", "hidden", "visible",
    "collapse", "clip", "auto",
    "super", "sub", "top", "bottom", "middle", "baseline", "text-top", "text-bottom", "absolute", "fixed",
    "relative", "static", "smaller", "larger", "xx-small", "x-small", "small", "medium", "large", "x-large",
    "xx-large", "ltr", "rtl", "bidi-override", "isolate-override",
}  # fmt: skip


def redact_page(content: bytes, redactor: TextRedactor) -> bytes:
    """Return a page in the encoding of the original. Raises ContainerError: not_text, damaged_document."""
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    root = parse_page(decoded[0])
    if root is None:
        raise ContainerError("empty_document", "nothing printed")
    looks = LookReader(root)
    styles = {element: _spell_style(looks, element) for element in root.iter() if isinstance(element.tag, str)}
    _drop(root)
    nodes = TextNodes(redactor)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            _clean(element, styles.get(element, ""), redactor)
            if element.tag in _BOUNDARIES:
                nodes.finish()
            nodes.add(element.text, partial(setattr, element, "text"))
        else:
            if element.tag in _BOUNDARIES:
                nodes.finish()
            nodes.add(element.tail, partial(setattr, element, "tail"))
    nodes.finish()
    return encode(etree.tostring(root, encoding="unicode", method="html"), decoded[1], content)


def redact_mht(content: bytes, redactor: TextRedactor) -> bytes:
    """Return the page of an mht as one, without its header and its other files."""
    page = redact_page(find_page(content), redactor)
    message = EmailMessage(policy=policy.SMTP)
    message["MIME-Version"] = "1.0"
    message.set_content(page, "text", "html", cte="base64")
    message.make_related(boundary="page")
    return message.as_bytes()


def _drop(root: Element) -> None:
    """Remove elements that are not read; the text behind them stays."""
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            parent, above, tail = element.getparent(), element.getprevious(), element.tail
            parent.remove(element)
            if tail and above is not None:
                above.tail = (above.tail or "") + tail
            elif tail:
                parent.text = (parent.text or "") + tail


def _clean(element: Element, style: str, redactor: TextRedactor) -> None:
    """Keep the attributes that determine what is read; an unknown element becomes a span."""
    old = dict(element.attrib)
    element.attrib.clear()
    if element.tag not in BLOCKS | _INLINE:
        element.tag = "span"
    for name in _COUNTS:
        if found := _COUNT.match(old.get(name, "")):
            element.set(name, found[0].strip())
    for name in _SWITCHES:
        if name in old:
            element.set(name, "")
    if element.tag == "input":
        kind = old.get("type", "").strip().lower()
        element.set("type", kind if kind in _INPUT_TYPES else "button")
        if old.get("value"):
            element.set("value", redactor.redact(old["value"]))
    if style:
        element.set("style", style)


def _spell_style(looks: LookReader, element: Element) -> str:
    """Return the properties of an element that decide whether and how its text is seen."""
    return ";".join(f"{name}:{value}" for name, own in looks.resolve(element).items() if (value := _spell(name, own)))


def _spell(name: str, value: str) -> str:
    if name == "font-family":
        font = value.partition(",")[0].strip(" \"'")
        return font if is_symbol_font(font) else ""
    if name == "background-image":
        return "none" if value == "none" else "url(x)"
    if name == "text-decoration-line":
        return "line-through" if "line-through" in value else "none"
    if name in ("color", "background-color"):
        return value if _COLOUR.fullmatch(value) else "rgb(0)"  # a function of an unknown colour
    return value if value in _WORDS or _LENGTH_OR_NUMBER.fullmatch(value) or _CLIP.fullmatch(value) else ""
