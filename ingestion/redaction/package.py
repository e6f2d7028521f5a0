"""Write the zip of an Office document from the parts that are read; all other parts are left out."""

import io
import re
import zipfile
from collections.abc import Iterable

from ingestion.containers.word.xml import Element

_DAY = (1980, 1, 1, 0, 0, 0)  # of every part, so that the zip does not tell when it was written
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_package(parts: dict[str, bytes], types: dict[str, str], relations: dict[str, list[tuple[str, str]]]) -> bytes:
    """Return a zip of parts by name, with their content types; `relations` has type and target by the name of the
    part with the relations. A target's id is its position from 1."""
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    written = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'.encode()
    }
    for name, targets in relations.items():
        written[name] = f'{_HEAD}<Relationships xmlns="{RELATIONS}">{_list(targets)}</Relationships>'.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (written | parts).items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def _list(targets: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )


def remove(element: Element) -> None:
    """Remove an element and what it contains."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def keep_attributes(element: Element, allowed: dict[str, re.Pattern[str]]) -> None:
    ""
    "Remove the attributes of an element, except those with an allowed local name whose value fits its pattern."
    ""
    for name, value in list(element.attrib.items()):
        pattern = allowed.get(str(name).rpartition("}")[2])
        if pattern is None or not pattern.fullmatch(str(value)):
            del element.attrib[name]
