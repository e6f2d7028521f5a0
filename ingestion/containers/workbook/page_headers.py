"""Read the headers and footers that spreadsheets print on each page."""

import re
from collections.abc import Iterator

# Section 3.2.13 of ECMA-376, part 1: &L, &C and &R start a section, the other codes are fonts, fields and pictures.
_PART = re.compile(
    r'&(?:(?P<section>[LCR])|"[^"]*"|K(?:[0-9A-F]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]+|(?P<sign>&)|[A-Z])|(?P<text>[^&]+|&)',
    re.IGNORECASE,
)


def read_page_header(spelling: str) -> Iterator[str]:
    """Yield the printed lines of the sections of a header or footer, as in &C表2&R&"宋体"&10单位：万元.

    Fields such as page numbers are left out.
    """
    sections = [""]
    for part in _PART.finditer(spelling):
        if part["section"]:
            sections.append("")
        else:
            sections[-1] += part["sign"] or part["text"] or ""
    for section in sections:
        yield from filter(str.strip, section.splitlines())
