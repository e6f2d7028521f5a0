"""Find the text boxes of an xlsx's worksheet, which float above its cells."""

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.packaging.relationship import get_dependents
from openpyxl.xml.functions import fromstring


class TextBox(NamedTuple):
    """The row (from 1) at which a text box starts, and its printed lines."""

    row: int
    lines: list[str]


def find_text_boxes(archive: Any, sheet: str) -> Iterator[TextBox]:
    """Yield the visible text boxes and shapes with text of a worksheet, given the name of its part."""
    folder, name = posixpath.split(sheet)
    relations = f"{folder}/_rels/{name}.rels"
    names = set(archive.namelist())
    if relations not in names:
        return
    for relation in get_dependents(archive, relations):
        if relation.Type.endswith("/drawing") and relation.target in names:
            for anchor in fromstring(archive.read(relation.target)):
                lines = [line for shape in _find_shapes(anchor) for line in _read_lines(shape)]
                if lines:
                    row = anchor.find("{*}from/{*}row")
                    yield TextBox(int(row.text) + 1 if row is not None else 1, lines)


def _find_shapes(element: Any) -> Iterator[Any]:
    """Yield the shapes in an element that are not hidden; of alternatives, those of the first."""
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "sp":
            properties = child.find("{*}nvSpPr/{*}cNvPr")
            if properties is None or properties.get("hidden", "0") not in ("1", "true"):
                yield child
        elif name in ("grpSp", "AlternateContent", "Choice"):
            yield from _find_shapes(child)


def _read_lines(shape: Any) -> Iterator[str]:
    for paragraph in shape.iterfind("{*}txBody/{*}p"):
        text = "".join(run.text or "" for run in paragraph.iterfind(".//{*}t"))
        if text.strip():
            yield text
