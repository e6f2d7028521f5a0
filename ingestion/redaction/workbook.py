"""Redact workbooks: cells, merged ranges, widths and styles as far as they are read; every other part is left out."""

import io
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip
from ingestion.containers.word.xml import Element, parse_part
from ingestion.limits import Limits
from ingestion.redaction.nodes import TextNodes
from ingestion.redaction.package import OFFICE, keep_attributes, remove, write_package
from ingestion.redaction.texts import TextRedactor

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NS = f"{{{SHEET_MAIN_NS}}}"
_SHEET = {
    "worksheet": (), "sheetFormatPr": ("defaultColWidth", "defaultRowHeight"), "cols": (), "sheetData": (),
    "mergeCells": ("count",),
    "col": ("min", "max", "width", "hidden", "customWidth", "style"), "mergeCell": ("ref",),
    "row": ("r", "spans", "ht", "hidden", "customHeight", "s", "customFormat"), "c": ("r", "s", "t"), "v": (),
    "f": (), "is": (),
    "r": (), "t": ("space",), "rPr": (),
    # within the properties of a run
    "strike": ("val",), "color": ("rgb", "indexed", "theme", "tint", "auto"), "sz": ("val",), "vertAlign": ("val",),
    "b": ("val",),
}  # fmt: skip
_STYLES = {
    "styleSheet": (), "numFmts": ("count",), "numFmt": ("numFmtId", "formatCode"), "fonts": ("count",), "font": (),
    "fills": ("count",),
    "fill": (), "patternFill": ("patternType",), "gradientFill": ("type", "degree"), "stop": ("position",),
    "fgColor": None,
    "bgColor": None, "color": None, "strike": ("val",), "sz": ("val",), "vertAlign": ("val",), "b": ("val",),
    "borders": ("count",),
    "border": (), "left": ("style",), "right": ("style",), "top": ("style",), "bottom": ("style",), "diagonal": (),
    "cellStyleXfs": ("count",), "cellXfs": ("count",),
    "xf": ("numFmtId", "fontId", "fillId", "borderId", "xfId", "applyNumberFormat", "applyFont", "applyFill"),
    "colors": (), "indexedColors": (), "rgbColor": ("rgb",),
}  # fmt: skip
_COLOURS = ("rgb", "indexed", "theme", "tint", "auto")
_VALUE = re.compile(
    r"[+-]?\d{1,9}(?:\.\d{1,20})?(?:[Ee][+-]?\d{1,3})?|[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?|\d{1,7}:\d{1,7}"
    r"|[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?|s|n|b|e|d|str|inlineStr|true|false|none|solid|linear|path|preserve"
    r"|superscript|subscript|baseline|(?:dark|light)(?:Gray|Horizontal|Vertical|Down|Up|Grid|Trellis)|mediumGray|gray125"
    r"|gray0625|thin|medium|thick|double|hair|dotted|dashed|dashDot|dashDotDot|mediumDashed|mediumDashDot"
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?")
_DATE = re.compile(r"[\dT:.Z+-]{4,35}")
# Parts of a number format: words in quotation marks or without them, brackets, letters.
_FORMAT_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|(?P<escaped>[\\!_*].)|(?P<bracket>\[[^\]]*\]?)|(?P<letters>[A-Za-z]+)|(?P<words>[^\x00-\x7f]+)',
    re.DOTALL,
)
_FORMAT_BRACKET = re.compile(
    r"\[(?:\$[A-Z]{0,3}[$¥￥€£]?(?:-[0-9A-Fa-f]{1,8}|-[a-z]{2}-[A-Z]{2})?|Red|Black|Blue|Green|White|Yellow|Magenta"
    r"|Cyan|Color ?\d+|DBNum\d|[<>=]{1,2}-?[\d.]+|[hms]{1,2})\]",
    re.IGNORECASE,
)
_FORMAT_LETTERS = re.compile(r"General|y{1,4}|m{1,5}|d{1,4}|h{1,2}|s{1,2}|a{3,4}|e{1,4}|g{1,3}|b{2,4}|AM?|PM?", re.I)


def redact_xlsx(content: bytes, limits: Limits, redactor: TextRedactor) -> bytes:
    """Return the redacted workbook; sheets get numbers as names, and hidden sheets are blank.

    Raises ContainerError: damaged_document and the errors of check_office_zip.
    """
    check_office_zip(content, limits)
    try:
        return _Writer(content, redactor).write()
    except (etree.XMLSyntaxError, KeyError, ValueError, OSError, TypeError) as error:
        raise ContainerError("damaged_document", f"xlsx: {type(error).__name__}: {error}"[:200]) from error


class _Writer:
    def __init__(self, content: bytes, redactor: TextRedactor):
        self._redactor = redactor
        self._reader: Any = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self._reader.read_manifest()
        self._reader.read_workbook()
        self._shared = self._read_shared()
        self._texts: list[Element] = []

    def write(self) -> bytes:
        parts: dict[str, bytes] = {}
        sheets, targets = "", []
        for entry, relation in self._reader.parser.find_sheets():
            if not relation.Type.endswith("/worksheet"):
                continue
            number = len(parts) + 1
            is_hidden = entry.state in ("hidden", "veryHidden")
            parts[f"xl/worksheets/sheet{number}.xml"] = self._write_sheet(relation.target, is_blank=is_hidden)
            state = f' state="{entry.state}"' if is_hidden else ""
            sheets += f'<sheet name="Sheet{number}" sheetId="{number}"{state} r:id="rId{number}"/>'
            targets.append(("worksheet", f"worksheets/sheet{number}.xml"))
        types = dict.fromkeys(parts, f"{_MAIN}.worksheet+xml")
        if ARC_STYLE in self._reader.valid_files:
            parts[ARC_STYLE] = self._write_styles()
            targets.append(("styles", "styles.xml"))
            types[ARC_STYLE] = f"{_MAIN}.styles+xml"
        if self._texts:
            parts["xl/sharedStrings.xml"] = self._write_shared()
            targets.append(("sharedStrings", "sharedStrings.xml"))
            types["xl/sharedStrings.xml"] = f"{_MAIN}.sharedStrings+xml"
        date = ' date1904="1"' if self._reader.wb.epoch.year == 1904 else ""
        parts["xl/workbook.xml"] = (
            f'<workbook xmlns="{SHEET_MAIN_NS}" xmlns:r="{OFFICE}"><workbookPr{date}/>'
            f"<sheets>{sheets}</sheets></workbook>".encode()
        )
        types["xl/workbook.xml"] = f"{_MAIN}.sheet.main+xml"
        relations = {"_rels/.rels": [("officeDocument", "xl/workbook.xml")], "xl/_rels/workbook.xml.rels": targets}
        return write_package(parts, types, relations)

    def _read_shared(self) -> list[Element]:
        part = self._reader.package.find(SHARED_STRINGS)
        root = parse_part(self._reader.archive.read(part.PartName[1:])) if part is not None else None
        return [] if root is None else list(root.iterchildren(f"{_NS}si"))

    def _write_sheet(self, target: str, *, is_blank: bool) -> bytes:
        root = parse_part(self._reader.archive.read(target))
        if is_blank:
            for child in list(root):
                remove(child)
            etree.SubElement(root, f"{_NS}sheetData")
        _clean(root, _SHEET)
        for cell in root.iter(f"{_NS}c"):
            self._redact_cell(cell)
        return _serialise(root)

    def _redact_cell(self, cell: Element) -> None:
        formula, value = cell.find(f"{_NS}f"), cell.find(f"{_NS}v")
        if formula is not None:
            if value is not None and value.text:
                remove(formula)
            else:
                formula.text = "NA()"
        inline = cell.find(f"{_NS}is")
        if inline is not None:
            self._redact_runs(inline)
        if value is None or not value.text:
            return
        kind = cell.get("t", "n")
        if kind == "s":
            text = etree.fromstring(etree.tostring(self._shared[int(value.text)]))
            _clean(text, _SHEET | {"si": ()})
            self._redact_runs(text)
            value.text = str(len(self._texts))
            self._texts.append(text)
        elif kind == "n" and _NUMBER.fullmatch(value.text.strip()):
            value.text = self._redact_number(value.text.strip())
        elif not (
            kind == "b" or (kind == "e" and value.text.startswith("#")) or (kind == "d" and _DATE.fullmatch(value.text))
        ):
            value.text = self._redactor.redact(value.text)

    def _redact_number(self, text: str) -> str:
        is_long = "e" in text.lower() and abs(float(text)) >= 10**10 and float(text).is_integer()
        return self._redactor.redact_number(str(int(float(text))) if is_long else text)

    def _redact_runs(self, parent: Element) -> None:
        nodes = TextNodes(self._redactor)
        for text in parent.iter(f"{_NS}t"):
            nodes.add(text.text, partial(setattr, text, "text"))
        nodes.finish()

    def _write_shared(self) -> bytes:
        root = etree.Element(f"{_NS}sst", nsmap={None: SHEET_MAIN_NS})
        root.extend(self._texts)
        return _serialise(root)

    def _write_styles(self) -> bytes:
        root = parse_part(self._reader.archive.read(ARC_STYLE))
        _clean(root, _STYLES)
        for entry in root.iter(f"{_NS}numFmt"):
            entry.set("formatCode", self._redact_format(entry.get("formatCode", "General")))
        names = etree.SubElement(root, f"{_NS}cellStyles", count="1")
        etree.SubElement(names, f"{_NS}cellStyle", name="Normal", xfId="0", builtinId="0")
        if (colours := root.find(f"{_NS}colors")) is not None:
            root.append(colours)  # the order of the schema
        return _serialise(root)

    def _redact_format(self, code: str) -> str:
        """Return a number format whose printed words are redacted; 元, 万元, 年 and the like are kept."""
        return _FORMAT_PART.sub(self._redact_format_part, code)

    def _redact_format_part(self, part: re.Match[str]) -> str:
        if part["quoted"] is not None:
            return f'"{self._redactor.redact(part["quoted"])}"'
        if part["escaped"]:
            return part[0][0] + (
                "x" if part[0][1].isascii() and part[0][1].isalpha() else self._redactor.redact(part[0][1])
            )
        if part["bracket"]:
            return part[0] if _FORMAT_BRACKET.fullmatch(part[0]) else ""
        if part["letters"]:
            return part[0] if _FORMAT_LETTERS.fullmatch(part[0]) else ""
        return self._redactor.redact(part[0])


def _clean(root: Element, allowed: Mapping[str, tuple[str, ...] | None]) -> None:
    """Remove elements and attributes that are not read."""
    for element in list(root.iter()):
        name = element.tag.rpartition("}")[2]
        if name not in allowed:
            remove(element)
            continue
        names = allowed[name]
        own = dict(element.attrib)
        keep_attributes(element, dict.fromkeys(_COLOURS if names is None else names, _VALUE))
        if name == "numFmt" and "formatCode" in own:
            element.set("formatCode", own["formatCode"])
        if name not in ("v", "f", "t"):
            element.text = None
        element.tail = None


def _serialise(root: Element) -> bytes:
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
