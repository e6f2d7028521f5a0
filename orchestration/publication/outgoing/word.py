"""Write Word documents in the layout of official papers: A4, 仿宋 text, 黑体 headings, tables, footnotes, page numbers.

The parts of a document are written here, not by a library: python-docx has no footnotes, and its files are ten times as
large. The order of elements in the XML is that of the standard (ISO/IEC 29500).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from ingestion.normalise import strip_invisible
from orchestration.publication.sheets import SteadyArchive

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_LONGEST = 300  # characters of a cell
_KEPT_ROWS = 12  # a table with more rows may be divided between pages
PORTRAIT, LANDSCAPE = 8845, 13440  # width between the margins, in twentieths of a point

# Names of fonts of Windows and WPS; a system without them takes the alternatives.
_LATIN = "Times New Roman"
_FONTS = {
    "仿宋": ("FangSong", "roman"), "宋体": ("SimSun", "roman"),
    "黑体": ("SimHei", "swiss"), "楷体": ("KaiTi", "script"),
}  # fmt: skip
_FONT_TABLE = "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
    for name, (other, family) in _FONTS.items()
)


def _style(
    name: str,
    font: str = "",
    half_points: int = 0,
    paragraph: str = "",
    is_bold: bool = False,
    is_default: bool = False,
) -> str:
    """Return a paragraph style; its size is in half points."""
    run = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{font}" w:cs="{_LATIN}"/>' if font else ""
    run += "<w:b/>" if is_bold else ""
    run += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if half_points else ""
    default, based = (' w:default="1"', "") if is_default else ("", '<w:basedOn w:val="Normal"/>')
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_LINES = '<w:spacing w:line="560" w:lineRule="exact"/>'  # 28 points
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_STYLES = "".join(
    (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>",
        _style("Normal", "仿宋", 32, is_default=True),
        _style("Title", "宋体", 44, '<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>', is_bold=True),
        _style("Subtitle", "楷体", 32, '<w:spacing w:after="240"/><w:jc w:val="center"/>'),
        _style("heading 1", "黑体", 32, f'<w:keepNext/>{_LINES}{_INDENT}<w:outlineLvl w:val="0"/>'),
        _style("heading 2", "楷体", 32, f'<w:keepNext/>{_LINES}{_INDENT}<w:outlineLvl w:val="1"/>'),
        _style("Body Text", paragraph=f'{_LINES}{_INDENT}<w:jc w:val="both"/>'),
        _style("Plain", paragraph=_LINES),
        _style(
            "Closing", paragraph=f'<w:keepLines/>{_LINES}<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
        ),
        _style("caption", "黑体", 24, '<w:keepNext/><w:spacing w:before="160" w:after="80"/><w:jc w:val="center"/>'),
        _style("Cell", "宋体", 19, '<w:spacing w:line="280" w:lineRule="atLeast"/>'),
        _style("Cell Head", "黑体", 19, '<w:spacing w:line="280" w:lineRule="atLeast"/><w:jc w:val="center"/>'),
        _style("Cell Number", "宋体", 19, '<w:spacing w:line="280" w:lineRule="atLeast"/><w:jc w:val="right"/>'),
        _style("header", "宋体", 18, '<w:jc w:val="center"/>'),
        _style("footer", "宋体", 28, '<w:jc w:val="center"/>'),
        _style("footnote text", "宋体", 16, '<w:spacing w:line="220" w:lineRule="atLeast"/>'),
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
    )
)
_MARK = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{}</w:r>'
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
_SETTINGS = (
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_PAGE = "".join(
    _run
    for _run in (
        '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r>',
    )
)
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: its head, its share of the width, and whether it contains numbers."""

    head: str
    share: int
    is_number: bool = False


@dataclass
class Paper:
    """A document in the making. Texts are made plain: no markup, no invisible characters."""

    title: str
    author: str
    header: str = ""
    _body: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _width: int = PORTRAIT

    def add(self, text: str, style: str = "BodyText", note: str | None = None) -> None:
        """Add a paragraph, with a footnote at its end."""
        self._body.append(_paragraph(self._say(text, note), style))

    def add_parts(self, parts: Sequence[tuple[str, str | None]]) -> None:
        """Add a paragraph of sentences, each with its footnote."""
        self._body.append(_paragraph("".join(self._say(text, note) for text, note in parts), "BodyText"))

    def add_table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]]) -> None:
        """Add a table as wide as the text, whose header is repeated on each page."""
        whole = sum(column.share for column in columns)
        widths = [self._width * column.share // whole for column in columns]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            _cell(column.head, width, "CellHead", '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>', is_kept=True)
            for column, width in zip(columns, widths, strict=True)
        )
        lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        styles = ["CellNumber" if column.is_number else "Cell" for column in columns]
        for number, row in enumerate(rows, 1):
            is_kept = len(rows) <= _KEPT_ROWS and number < len(rows)
            cells = "".join(
                _cell(text, width, style, is_kept=is_kept)
                for text, width, style in zip(row, widths, styles, strict=True)
            )
            lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        self._body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{_SIDES}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" '
            'w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
        )

    def turn(self) -> None:
        """Begin a new page; it and all that follow are landscape."""
        self._body.append(f"<w:p><w:pPr>{self._section()}</w:pPr></w:p>")
        self._width = LANDSCAPE

    def save(self, path: Path, saved_at: str) -> None:
        """Write the document: the same content and time (ISO 8601) give the same bytes."""
        parts = {
            "document": f"<w:body>{''.join(self._body)}{self._section()}</w:body>",
            "styles": _STYLES,
            "settings": _SETTINGS,
            "fontTable": _FONT_TABLE,
            "footnotes": _SEPARATORS + "".join(self._notes),
            "header": _paragraph(_run(self.header), "header"),
            "footer": _paragraph(_PAGE, "footer"),
        }
        tags = {"fontTable": "fonts", "header": "hdr", "footer": "ftr"}
        kinds = {"document": "document.main"}
        types = "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN_TYPE}{kinds.get(name, name)}+xml"/>'
            for name in parts
        )
        relations = "".join(
            f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
            for name in parts
            if name != "document"
        )
        with SteadyArchive(path) as archive:
            archive.writestr("[Content_Types].xml", _XML + _CONTENT_TYPES.format(types))
            archive.writestr("_rels/.rels", _XML + _RELATIONS)
            archive.writestr("docProps/core.xml", _XML + _describe(self.title, self.author, saved_at))
            archive.writestr(
                "word/_rels/document.xml.rels",
                f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
            )
            for name, content in parts.items():
                tag = tags.get(name, name)
                archive.writestr(f"word/{name}.xml", f"{_XML}<w:{tag} {_W}>{content}</w:{tag}>")

    def _say(self, text: str, note: str | None) -> str:
        """Return a text with the mark of its footnote, which stands before a full stop."""
        if note is None:
            return _run(text)
        plain = text.removesuffix("。")
        return _run(plain) + self._note(note) + (_run("。") if plain != text else "")

    def _note(self, text: str) -> str:
        """Add a footnote; return its mark."""
        number = len(self._notes) + 1
        runs = _MARK.format("<w:footnoteRef/>") + _run(f" {text}")
        self._notes.append(f'<w:footnote w:id="{number}">{_paragraph(runs, "footnotetext")}</w:footnote>')
        return _MARK.format(f'<w:footnoteReference w:id="{number}"/>')

    def _section(self) -> str:
        """Return the page setup of what was added so far."""
        wide = self._width == LANDSCAPE
        size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if wide else '<w:pgSz w:w="11906" w:h="16838"/>'
        top, side, other = (1588, 1701, 1697) if wide else (2098, 1588, 1473)
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
            '<w:footerReference w:type="default" r:id="footer"/>'
            f'{size}<w:pgMar w:top="{top}" w:right="{other}" w:bottom="{1588 if wide else 1984}" w:left="{side}" '
            'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
        )


_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{}</Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="document" Type="{_OFFICE}/officeDocument" '
    f'Target="word/document.xml"/><Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)


def _describe(title: str, author: str, saved_at: str) -> str:
    """Return the core properties."""
    moment = f"{datetime.fromisoformat(saved_at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_clean(title)}</dc:title><dc:creator>{_clean(author)}</dc:creator>{times}</cp:coreProperties>"
    )


def _paragraph(runs: str, style: str, is_kept: bool = False) -> str:
    """Return a paragraph; a kept one stays on the page of the next."""
    kept = "<w:keepNext/>" if is_kept else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{runs}</w:p>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{_clean(text)}</w:t></w:r>'


def _cell(text: str, width: int, style: str, shading: str = "", is_kept: bool = False) -> str:
    """Return a cell of a table; a long text is cut."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    paragraphs = "".join(_paragraph(_run(line), style, is_kept) for line in text.split("\n"))
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{shading}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _clean(text: str) -> str:
    """Return the XML of a text in one line, without invisible characters."""
    return escape(re.sub(r"\s", " ", strip_invisible(text)))
