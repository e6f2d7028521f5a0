"""Lay out the pages of a document on which findings are: a picture, and the places of the findings on it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from orchestration.publication.report.findings_in_place import Finding
from orchestration.publication.report.page_pictures import Picture, Pictures

_ORDER = ("blocking", "warning", "info")


class Spot(NamedTuple):
    """A place on a page: lengths in percent of the picture, whether it is a whole line, and the findings about it.

    `first` are the numbers of the findings that have no place on a picture before this one.
    """

    left: float
    top: float
    width: float
    height: float
    is_whole_line: bool
    findings: list[Finding]
    first: set[int]

    @property
    def severity(self) -> str:
        """Return the gravest severity of the findings."""
        return min((finding.severity for finding in self.findings), key=_ORDER.index)


class FoundPage(NamedTuple):
    """A page (from 1) with its spots; `picture` is None if it could not be drawn."""

    number: int
    picture: Picture | None
    spots: list[Spot]

    def list_first(self) -> Iterator[int]:
        """Yield the numbers of the findings whose first place is on the page."""
        for spot in self.spots:
            yield from spot.first


def lay_out_pages(
    rows: list[tuple[Any, ...]], findings: list[Finding], document_hash: str, pictures: Pictures
) -> list[FoundPage]:
    """Return the pages with places of findings, in order. `rows` are those of the query of places."""
    pages: list[FoundPage] = []
    placed: set[int] = set()
    for number, on_page in groupby(rows, key=lambda row: row[4]):
        picture = pictures.get((document_hash, number))
        spots: list[Spot] = []
        for (*sides, is_whole_line), same in groupby(on_page, key=lambda row: (*row[5:], row[3])):
            about = {row[:3] for row in same}
            own = [finding for finding in findings if finding.about in about]
            left, top, width, height = (side / 10 for side in sides)
            first = {finding.number for finding in own} - placed if picture else set[int]()
            spots.append(Spot(left, top, width, height, is_whole_line, own, first))
            placed |= first
        pages.append(FoundPage(number, picture, spots))
    return pages
