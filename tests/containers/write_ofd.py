"""Write OFD documents for tests: from the objects of a PDF page, in the structure that office programs export."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby, pairwise

import pdfplumber

_MILLIMETRE = 72 / 25.4
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
A4 = (210.0, 297.0)


def pack_ofd(
    pages: Iterable[str],
    *,
    size: tuple[float, float] = A4,
    template: str = "",
    resources: str = "",
    parts: dict[str, str] | None = None,
) -> bytes:
    """Return a document of pages, each given by its objects in XML; `template` is drawn behind every page.

    `resources` are those of the document, `parts` replace or add parts of the package.
    """
    contents = list(pages)
    box = f"<ofd:PhysicalBox>0 0 {size[0]:g} {size[1]:g}</ofd:PhysicalBox>"
    listed = "".join(
        f'<ofd:Page ID="{place + 10}" BaseLoc="Pages/Page_{place}/Content.xml"/>' for place in range(len(contents))
    )
    behind = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    used = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if template else ""
    found = {
        "OFD.xml": f'<ofd:OFD {_OFD} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml'
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData><ofd:PageArea>{box}</ofd:PageArea>"
        f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{behind}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/DocumentRes.xml": f"<ofd:Res {_OFD}>{resources}</ofd:Res>",
    }  # fmt: skip
    if template:
        found["Doc_0/Tpls/Tpl_0/Content.xml"] = _set_page(template)
    for place, content in enumerate(contents):
        found[f"Doc_0/Pages/Page_{place}/Content.xml"] = _set_page(content, used)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in (found | (parts or {})).items():
            package.writestr(name, _XML + part)
    return stream.getvalue()


def _set_page(content: str, used: str = "") -> str:
    layer = f'<ofd:Layer ID="1" Type="Body">{content}</ofd:Layer>'
    return f"<ofd:Page {_OFD}>{used}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def set_text(text: str, x: float, y: float, size: float = 4.0, attributes: str = "", inner: str = "") -> str:
    """Return a text object whose characters are as far apart as they are wide; x and y in millimetres, of the baseline."""
    deltas = f' DeltaX="g {len(text) - 1} {size:g}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x:g} {y - size:g} {size * len(text):g} {size * 1.2:g}" Font="1" Size="{size:g}" {attributes}>'
        f'{inner}<ofd:TextCode X="0" Y="{size:g}"{deltas}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def set_line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return a stroked line, in millimetres."""
    return (
        f'<ofd:PathObject Boundary="{x0:g} {y0:g} {x1 - x0:g} {y1 - y0:g}" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L '
        f"{x1 - x0:g} {y1 - y0:g}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def set_grid(lefts: list[float], tops: list[float]) -> str:
    """Return the lines of a table without merged cells, in millimetres."""
    level = "".join(set_line(lefts[0], top, lefts[-1], top) for top in tops)
    return level + "".join(set_line(left, tops[0], left, tops[-1]) for left in lefts)


def write_ofd(pdf: bytes, *, is_scaled: bool = False) -> bytes:
    """Return the pages of a PDF as OFD. Scaled: in points, made millimetres by the matrix of each object."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        size = (float(document.pages[0].width) / _MILLIMETRE, float(document.pages[0].height) / _MILLIMETRE)
        return pack_ofd(["".join(_draw(page, is_scaled=is_scaled)) for page in document.pages], size=size)


def _draw(page: pdfplumber.page.Page, *, is_scaled: bool) -> Iterator[str]:
    matrix = f' CTM="{1 / _MILLIMETRE:.6f} 0 0 {1 / _MILLIMETRE:.6f} 0 0"' if is_scaled else ""
    unit = 1.0 if is_scaled else 1 / _MILLIMETRE
    for edge in page.edges:
        left, top = edge["x0"], edge["top"]
        end = f"{(edge['x1'] - left) * unit:.4f} {(edge['bottom'] - top) * unit:.4f}"
        yield (
            f'<ofd:PathObject Boundary="{left / _MILLIMETRE:.4f} {top / _MILLIMETRE:.4f} 1 1"{matrix}><ofd:AbbreviatedData>'
            f"M 0 0 L {end}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    for (top, size, colour), line in groupby(
        page.chars, key=lambda char: (char["top"], char["size"], char["non_stroking_color"])
    ):
        chars = list(line)
        white = '<ofd:FillColor Value="255 255 255"/>' if colour and set(colour) == {1} else ""
        codes = "".join(_set_code(run, chars[0]["x0"], size * 0.88, unit) for run in _split_runs(chars))
        yield (
            f'<ofd:TextObject Boundary="{chars[0]["x0"] / _MILLIMETRE:.4f} {top / _MILLIMETRE:.4f} 1 1" Font="1"'
            f' Size="{size * unit:.4f}"{matrix}>{white}{codes}</ofd:TextObject>'
        )


def _split_runs(chars: list[dict[str, float | str]]) -> Iterator[list[dict[str, float | str]]]:
    """Yield characters that follow each other; a text object has a code for each run."""
    run = chars[:1]
    for before, char in pairwise(chars):
        if abs(float(char["x0"]) - float(before["x1"])) > 2:
            yield run
            run = []
        run.append(char)
    yield run


def _set_code(run: list[dict[str, float | str]], left: float, base: float, unit: float) -> str:
    steps = [round((float(after["x0"]) - float(before["x0"])) * unit, 4) for before, after in pairwise(run)]
    groups = [(step, len(list(same))) for step, same in groupby(steps)]
    deltas = " ".join(f"g {count} {step:g}" if count > 2 else " ".join([f"{step:g}"] * count) for step, count in groups)
    text = escape("".join(str(char["text"]) for char in run))
    attribute = f' DeltaX="{deltas}"' if deltas else ""
    return f'<ofd:TextCode X="{(float(run[0]["x0"]) - left) * unit:.4f}" Y="{base * unit:.4f}"{attribute}>{text}</ofd:TextCode>'
