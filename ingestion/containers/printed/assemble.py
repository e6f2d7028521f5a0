"""Assemble a page from its characters and ruled lines."""

from ingestion.containers.printed.arrange import arrange
from ingestion.containers.printed.cells import sort_into
from ingestion.containers.printed.margins import Page
from ingestion.containers.printed.signs import PageSigns
from ingestion.containers.printed.tables import Edge, find_tables
from ingestion.containers.printed.text import gather_lines, read_cell


def assemble_page(
    size: tuple[float, float], signs: PageSigns, edges: list[Edge], askew: int, *, is_scanned: bool
) -> Page:
    """Return a page of a width and height in points: its characters in the cells of its tables, and outside of them.

    `askew` is the number of characters that are not upright. Raises ContainerError: too_many_cells, no_text_layer
    (lines are printed over each other).
    """
    width, height = size
    runs, unseen, edges = signs.sort_out(edges, is_scanned=is_scanned)
    read = sum(character.text != " " for run in runs for character in run.characters)
    tables = find_tables(edges)
    held, outside = sort_into(tables, runs)
    texts = {box: read_cell(held[box]) for boxes in tables for box in boxes}
    return Page(arrange(width, tables, texts, gather_lines(outside)), height, read, askew, unseen)
