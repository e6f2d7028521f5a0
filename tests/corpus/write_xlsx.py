"""Sheets as a workbook, written part by part: all text, or typed cells with formats."""

import io
import zipfile
from html import escape

from tests.corpus.grid import Cell, Sheet
from tests.corpus.runs import SHEET_PROPERTIES, order_runs
from tests.corpus.typed import CURRENCIES, FORMATS, type_amount, type_cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORMATS = [*FORMATS, *CURRENCIES.values()]
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def write_xlsx(sheets: list[Sheet], *, typed: bool, hidden: list[Sheet] | None = None) -> bytes:
    """A worksheet a form; those of `hidden` are hidden sheets."""
    strings: list[str] = []
    every = [*sheets, *(hidden or [])]
    parts = {
        f"xl/worksheets/sheet{number}.xml": _write_sheet(sheet, typed, strings) for number, sheet in enumerate(every, 1)
    }
    states = ["", *[""] * (len(sheets) - 1), *[' state="hidden"'] * (len(every) - len(sheets))]
    listed = "".join(
        f'<sheet name="自评表{number}" sheetId="{number}"{state} r:id="rId{number}"/>'
        for number, state in enumerate(states, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(every) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for name in parts
    )
    parts |= {
        "[Content_Types].xml": f'{_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEADER}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEADER}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEADER}<Relationships xmlns="{_PACKAGE}">{relations}<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/><Relationship Id="texts" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": _write_styles(),
        "xl/sharedStrings.xml": f'{_HEADER}<sst xmlns="{_MAIN}">{"".join(f"<si>{text}</si>" for text in strings)}</sst>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _write_styles() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{escape(code)}"/>' for place, code in enumerate(_FORMATS)
    )
    cells = "".join(
        f'<xf numFmtId="{164 + place}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for place in range(len(_FORMATS))
    )
    return (
        f'{_HEADER}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{len(_FORMATS)}">{cells}</cellXfs></styleSheet>'
    )


def _write_sheet(sheet: Sheet, typed: bool, strings: list[str]) -> str:
    rows: list[list[str]] = []
    unseen: set[int] = set()
    merges = []

    def add_line(text: str, helper: str = "") -> None:
        number = len(rows) + 1
        cells = [
            _write_cell(Cell(part, 0, place), number, False, strings) for place, part in enumerate(text.split("\t"))
        ]
        if helper:
            cells.append(_write_cell(Cell(helper, 0, sheet.width + 1), number, False, strings))
        rows.append(cells)
        if "\t" not in text:
            merges.append(f"A{number}:{_name_column(sheet.width - 1)}{number}")

    helpers = ["是", "否"] if "helper_column" in sheet.options else []
    for place, line in enumerate(sheet.above):
        add_line(line, helpers[place] if place < len(helpers) else "")
    top = len(rows)
    for number, cells in enumerate(sheet.rows(), start=top + 1):
        rows.append(
            [_write_cell(cell, number, typed, strings, sheet.options) for cell in cells if cell.text or cell.runs]
        )
        if number - top - 1 in sheet.hidden_rows:
            unseen.add(number)
        for cell in cells:
            if cell.rows > 1 or cell.columns > 1:
                last = f"{_name_column(cell.column + cell.columns - 1)}{number + cell.rows - 1}"
                merges.append(f"{_name_column(cell.column)}{number}:{last}")
    for note in sheet.below:
        add_line(note)
    hidden_row = dict.fromkeys(unseen, ' hidden="1"')
    data = "".join(
        f'<row r="{number}"{hidden_row.get(number, "")}>{"".join(cells)}</row>' for number, cells in enumerate(rows, 1)
    )
    hidden = (
        f'<cols><col min="{sheet.width + 2}" max="{sheet.width + 2}" width="9" hidden="1"/></cols>' if helpers else ""
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in merges)
    return f'{_HEADER}<worksheet xmlns="{_MAIN}">{hidden}<sheetData>{data}</sheetData><mergeCells count="{len(merges)}">{merged}</mergeCells></worksheet>'


def _write_cell(cell: Cell, row: int, typed: bool, strings: list[str], options: set[str] | None = None) -> str:
    place = f"{_name_column(cell.column)}{row}"
    money = type_amount(cell.role, cell.text, options or set())
    if (typed or money) and not cell.runs:
        value = money or type_cell(cell.role, cell.text)
        if value.is_boolean:
            return f'<c r="{place}" t="b"><v>{value.number}</v></c>'
        if value.number:
            return f'<c r="{place}" s="{_FORMATS.index(value.format)}"><v>{value.number}</v></c>'
    if not cell.text and not cell.runs:
        return ""
    strings.append(_write_runs(cell) if cell.runs else f'<t xml:space="preserve">{escape(cell.text)}</t>')
    return f'<c r="{place}" t="s" s="{FORMATS.index("@")}"><v>{len(strings) - 1}</v></c>'


def _write_runs(cell: Cell) -> str:
    return "".join(
        f'<r><rPr>{SHEET_PROPERTIES.get(run.look, "")}<sz val="11"/></rPr><t xml:space="preserve">{escape(run.text)}</t></r>'
        for run in order_runs(cell)
    )


def _name_column(number: int) -> str:
    head, tail = divmod(number, 26)
    return (chr(64 + head) if head else "") + chr(65 + tail)
