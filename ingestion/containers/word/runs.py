"""Read the printed text of a Word document's paragraphs: without hidden and struck out text, raised figures marked."""

import re
import unicodedata

from ingestion.containers.colours import Colour, is_seen, read_hex
from ingestion.containers.symbol_fonts import UNREADABLE, is_symbol_font, read_symbols
from ingestion.containers.unshown import HIDDEN, STRUCK, Unshown, shift_text
from ingestion.containers.word.styles import Properties, Styles, read_fill
from ingestion.containers.word.xml import Element, find, is_on, iter_content, read_name, read_value

PAGE_BREAK = "\f"  # XML does not allow form feeds, so this has no other meaning
# Without w:delText, and without w:instrText, which contains field codes.
_TEXTS = {"w:t", "m:t", "a:t"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_WHITE = str.maketrans("\t\r\n", "   ")  # within w:t these are spaces
_FORMULA_SHIFTS = {"m:sup": 1, "m:sub": -1}
_SHIFTS = {"superscript": 1, "subscript": -1}
_TINY = 2  # half-points
_BREAKS = "\t\n\f"
_TURN_MARKS = re.compile("[\u202c\u202e]")
_TURNED_PART = re.compile(f"[^{_BREAKS}]+")
_SIGNED = re.compile(r"-?\d{1,5}")


class RunReader:
    """Read paragraphs, and note text that is not printed."""

    def __init__(self, styles: Styles, unshown: Unshown):
        self._styles = styles
        self._unshown = unshown

    def read_paragraph(self, paragraph: Element, behind: Colour | None) -> tuple[str, list[Element]]:
        """Return the text of a paragraph, with tabs, line feeds and page breaks, and the contents of its text boxes."""
        base = self._styles.resolve_paragraph(find(paragraph, "w:pPr"))
        collector = _Collector(self._styles, self._unshown, paragraph, base, behind)
        collector.collect(paragraph)
        return "".join(collector.pieces), collector.boxes


class _Collector:
    """Collect the pieces of a paragraph's text, and its text boxes."""

    def __init__(self, styles: Styles, unshown: Unshown, paragraph: Element, base: Properties, behind: Colour | None):
        self.pieces: list[str] = []
        self.boxes: list[Element] = []
        self._styles = styles
        self._unshown = unshown
        self._paragraph = paragraph
        self._base = base
        self._behind = behind
        self._largest: int | None = None

    def collect(self, parent: Element, properties: Properties | None = None) -> None:
        """Add the printed text of an element, given the properties of its run."""
        for name, element in iter_content(parent):
            if name in _TEXTS:
                text = (element.text or "").translate(_WHITE)
                self.pieces.append(self._read_symbols(text, properties or self._base))
            elif name in _SIGNS:
                self.pieces.append(_SIGNS[name])
            elif name == "w:br":
                self.pieces.append(PAGE_BREAK if read_value(element, "type") == "page" else "\n")
            elif name == "w:sym":
                self.pieces.append(_read_symbol(element))
            elif name == "w:fldChar":
                self.pieces.append(_read_field(element))
            elif name == "w:txbxContent":
                self.boxes.append(element)
            elif name in ("w:r", "m:r", "a:r"):
                self._collect_run(name, element)
            elif name == "w:bdo":
                self._collect_turned(element)
            elif name in _FORMULA_SHIFTS:
                self._collect_shifted(element, _FORMULA_SHIFTS[name])
            else:
                if name == "m:den":
                    self.pieces.append("/")  # a fraction: 1 above 2 is not 12
                self.collect(element, properties)

    def _collect_run(self, name: str, run: Element) -> None:
        own = find(run, "a:rPr") if name == "a:r" else find(run, "w:rPr")
        if own is None:
            properties = self._base
        else:
            properties = _read_drawn(own) if name == "a:r" else self._styles.resolve_run(self._base, own)
        reason = self._find_reason(properties) if properties else ""
        if not reason and not (properties.get("vertAlign") or properties.get("position")):
            self.collect(run, properties)
            return
        pieces, boxes, self.pieces, self.boxes = self.pieces, self.boxes, [], []
        self.collect(run, properties)
        text = "".join(self.pieces)
        if not reason:
            pieces.append(shift_text(text, self._find_shift(properties)))
            boxes += self.boxes
        else:
            self._unshown.note(reason, text)
            if not _is_hidden(properties):  # tabs and line breaks take space even if struck out or white
                pieces += [sign for sign in text if sign in _BREAKS]
                boxes += self.boxes
        self.pieces, self.boxes = pieces, boxes

    def _collect_shifted(self, element: Element, direction: int) -> None:
        pieces, self.pieces = self.pieces, []
        self.collect(element)
        pieces.append(shift_text("".join(self.pieces), direction))
        self.pieces = pieces

    def _collect_turned(self, element: Element) -> None:
        """Add text whose direction is overridden. Text from right to left gets the marks that normalising reads."""
        pieces, self.pieces = self.pieces, []
        self.collect(element)
        text = "".join(self.pieces)
        if read_value(element) == "rtl":
            text = _TURNED_PART.sub("\u202e\\g<0>\u202c", _TURN_MARKS.sub("", text))
        pieces.append(text)
        self.pieces = pieces

    def _find_reason(self, properties: Properties) -> str:
        """Return the code of the notice if a run is not printed, else a blank."""
        if _is_hidden(properties):
            return HIDDEN
        size = properties.get("sz", "")
        if size.isdecimal() and int(size[:6]) <= _TINY:
            return HIDDEN
        if (colour := read_hex(properties.get("color", ""))) and not is_seen(
            colour, read_fill(properties.get("fill", ""), self._behind)
        ):
            return HIDDEN
        return STRUCK if properties.get("strike") or properties.get("dstrike") else ""

    def _find_shift(self, properties: Properties) -> int:
        """Return 1 if a run is printed raised, -1 if lowered, else 0."""
        if shift := _SHIFTS.get(properties.get("vertAlign", ""), 0):
            return shift
        position = properties.get("position", "")
        if not _SIGNED.fullmatch(position) or not int(position):
            return 0
        # Whole lines of one size may be moved for better looks; a mark is smaller than the text next to it.
        if self._read_size(properties) >= self._find_largest():
            return 0
        return 1 if int(position) > 0 else -1

    def _find_largest(self) -> int:
        if self._largest is None:
            runs = [find(run, "w:rPr") for run in self._paragraph.iter("{*}r") if read_name(run.tag) == "w:r"]
            self._largest = max(
                self._read_size(self._styles.resolve_run(self._base, own) if own is not None else self._base)
                for own in (runs or [None])
            )
        return self._largest

    def _read_size(self, properties: Properties) -> int:
        size = properties.get("sz", "")
        return int(size[:6]) if size.isdecimal() else 20

    def _read_symbols(self, text: str, properties: Properties) -> str:
        font = properties.get("font", "")
        return read_symbols(text, font) if font and is_symbol_font(font) else text


def _is_hidden(properties: Properties) -> bool:
    return bool(properties.get("vanish") or properties.get("webHidden"))


def _read_drawn(properties: Element) -> Properties:
    """Return the properties of a run in a drawing, by the names of text run properties."""
    strike, baseline = properties.get("strike", "noStrike"), properties.get("baseline", "0")
    read = {} if strike == "noStrike" else {"strike": "on"}
    if baseline.strip("-0%"):
        read["vertAlign"] = "subscript" if baseline.startswith("-") else "superscript"
    return read


def _read_symbol(element: Element) -> str:
    code, font = read_value(element, "char"), read_value(element, "font")
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    sign = chr(int(code, 16))
    if is_symbol_font(font):
        return read_symbols(sign, font)
    return UNREADABLE if unicodedata.category(sign) == "Co" else sign  # a font of unknown signs


def _read_field(field: Element) -> str:
    """Return the text of a form field without a result in the text: a chosen list entry, a check box."""
    box = find(field, "w:ffData", "w:checkBox")
    if box is not None:
        state = find(box, "w:checked")
        return "☑" if is_on(find(box, "w:default") if state is None else state) else "☐"
    choices = find(field, "w:ffData", "w:ddList")
    if choices is None:
        return ""
    entries = [read_value(child) for child in choices if read_name(child.tag) == "w:listEntry"]
    chosen = (read_value(find(choices, "w:result")) or read_value(find(choices, "w:default")) or "0")[:4]
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
