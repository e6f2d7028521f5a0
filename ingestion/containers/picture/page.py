"""Read the picture of a page: its tables from ruled lines, its text by recognition."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ingestion.containers.picture.cells import Said, read_cells, read_lines
from ingestion.containers.picture.ink import A4, Grey, Paper, as_grey, drop_rims, prepare_page
from ingestion.containers.picture.lines import Strip, find_strips
from ingestion.containers.picture.recognise import Recognised
from ingestion.containers.picture.ruling import find_ruling
from ingestion.containers.printed.arrange import arrange
from ingestion.containers.printed.margins import Page, Placed, Recognition
from ingestion.containers.printed.tables import Box, find_tables
from ingestion.containers.printed.text import Character, Line, join_cell

_USUAL = 8.0  # points: height of a line of text, before it is measured
_WIDE = 1.0  # height of a line: a gap that separates texts; recognition misplaces characters by a quarter of it
_GARBLED = 0.7  # usual confidence of the cells of a page: at least 0.95 if it is upright, else at most 0.5
_LEGIBLE = 0.87  # usual confidence in a letter: at least 0.95 if a page is upright, else at most 0.78
_SAMPLE = 12  # lines of text that tell whether a page is upright
_LEAST = 4.0  # points: lower lines are not measured


class _Area(NamedTuple):
    """A cell of a table, or a line outside of tables (no box): its lines of text and what they say."""

    box: Box | None
    strips: list[Strip]
    said: Said


def read_page(colours: Grey, long_side: float = A4) -> Page:
    """Return the page of a picture (height x width x 3: red, green, blue) with a long side in points.

    Raises ContainerError (too_many_cells), and MemoryError.
    """
    try:
        return _read_page(colours, long_side)
    except Exception as error:
        # Each library has an error of its own when it gets no memory.
        if "alloc" in str(error):
            raise MemoryError(str(error)[:200]) from error
        raise


def _read_page(colours: Grey, long_side: float) -> Page:
    page = _read_upright(_prepare(colours, long_side))
    if not _is_garbled(page):
        return page
    for turns in (1, 2, 3):
        turned = _prepare(as_grey(np.rot90(colours, turns)), long_side)
        if _measure_legibility(turned) >= _LEGIBLE:
            page = _read_upright(turned)
            return page._replace(turn=page.turn + 90 * turns)
    return page


class _Prepared(NamedTuple):
    """A page with its tables, and the lines of text of each cell (no box: a line outside of tables)."""

    paper: Paper
    tables: list[list[Box]]
    found: list[tuple[Box | None, list[Strip]]]


def _prepare(colours: Grey, long_side: float) -> _Prepared:
    paper = prepare_page(colours, long_side)
    edges, ink = find_ruling(paper)
    paper = paper._replace(ink=drop_rims(paper, ink))
    tables = find_tables(edges)
    return _Prepared(paper, tables, _find_areas(paper.ink, tables, paper))


def _is_garbled(page: Page) -> bool:
    """Whether hardly any text was read with certainty, as on a page that lies on its side or its head."""
    confidences = [one.confidence for one in page.recognised if len(one.text) > 1]
    return not confidences or float(np.median(confidences)) < _GARBLED


def _measure_legibility(prepared: _Prepared) -> float:
    """Return the usual confidence in a letter of the widest lines of a page, from 0 to 1."""
    strips = sorted((strip for _, strips in prepared.found for strip in strips), key=lambda one: one.left - one.right)
    said = read_lines(prepared.paper, strips[:_SAMPLE])
    return float(np.median([np.mean(line.confidences or (0.0,)) for line in said])) if said else 0.0


def _read_upright(prepared: _Prepared) -> Page:
    paper, tables, found = prepared
    said = read_cells(paper, [strips for _, strips in found])
    areas = [_Area(box, strips, one) for (box, strips), one in zip(found, said, strict=True)]
    lines = {id(area): list(_make_lines(area, paper.scale)) for area in areas}
    texts = {area.box: join_cell(lines[id(area)]) for area in areas if area.box is not None}
    outside = [line for area in areas if area.box is None for line in lines[id(area)]]
    width, height = paper.size
    items = arrange(width, tables, texts, outside)
    recognised = tuple(_list_recognised(areas, items, texts, paper))
    read = sum(len(area.said.text) for area in areas)
    return Page(items, height, read, 0, [], recognised, (0.0, 0.0, width, height), paper.tilt)


def _find_areas(ink: Grey, tables: list[list[Box]], paper: Paper) -> list[tuple[Box | None, list[Strip]]]:
    """Return the lines of text of each cell, and each line outside of the tables."""
    boxes = [box for table in tables for box in table]
    scale = paper.scale
    first = [strip for box in boxes for strip in find_strips(ink, box, scale, _USUAL)]
    heights = [high for strip in first if (high := (strip.bottom - strip.top) / scale) >= _LEAST]
    usual = float(np.median(heights)) if heights else _USUAL
    rest = ink.copy()
    for table in tables:
        left, top = min(box[0] for box in table), min(box[1] for box in table)
        right, bottom = max(box[2] for box in table), max(box[3] for box in table)
        rest[round(top * scale) : round(bottom * scale), round(left * scale) : round(right * scale)] = 0
    found: list[tuple[Box | None, list[Strip]]] = [(box, find_strips(ink, box, scale, usual)) for box in boxes]
    width, height = paper.size
    return found + [(None, [strip]) for strip in find_strips(rest, (0.0, 0.0, width, height), scale, usual)]


def _make_lines(area: _Area, scale: float) -> Iterator[Line]:
    for strip, said in zip(area.strips, area.said.lines, strict=True):
        if said.text.strip():
            yield _make_line(strip, said, scale)


def _make_line(strip: Strip, said: Recognised, scale: float) -> Line:
    """Return a line whose characters are at the places that recognition found, with a space in each wide gap."""
    left, top, right, bottom = (side / scale for side in strip)
    size = bottom - top
    characters: list[Character] = []
    text = ""
    for sign, place in zip(said.text, said.places, strict=True):
        if not sign.isspace():
            centre = left + place * (right - left)
            half = size / (4 if sign.isascii() else 2)
            character = Character(max(left, centre - half), top, min(right, centre + half), bottom, sign, bottom)
            # Recognition drops the space between two texts of a line: 单位名称：甲    填报日期：乙.
            is_apart = bool(characters) and character.left - characters[-1].right > _WIDE * size
            text += " " if is_apart and not text.endswith(" ") else ""
            characters.append(character)
        text += sign
    return Line(characters, text.strip())


def _list_recognised(
    areas: list[_Area], items: list[Placed], texts: dict[Box, str], paper: Paper
) -> Iterator[Recognition]:
    """Yield how each text was recognised; a line outside of tables belongs to the paragraph at its height."""
    width, height = paper.size
    for area in areas:
        if not area.strips:
            continue
        left, top = area.strips[0].left / paper.scale, area.strips[0].top / paper.scale
        place = round(100 * left / width), round(100 * top / height)
        said = area.said
        if area.box is not None:
            yield Recognition(area.box[1], area.box[0], texts[area.box], said.confidence, said.alternative, place)
            continue
        for placed in items:
            if isinstance(placed.item, str) and placed.top <= top < placed.bottom:
                yield Recognition(placed.top, 0.0, said.text, said.confidence, said.alternative, place)
