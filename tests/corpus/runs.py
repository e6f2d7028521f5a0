"""Text beside a cell's own: struck through, raised, hidden, white."""

from tests.corpus.draft import Run
from tests.corpus.grid import Cell

HTML_STYLES = {
    "struck": "text-decoration:line-through", "raised": "vertical-align:super", "lowered": "vertical-align:sub",
    "hidden": "display:none", "white": "color:#ffffff", "zero": "font-size:0",
}  # fmt: skip
WORD_PROPERTIES = {
    "struck": "<w:strike/>", "raised": '<w:vertAlign w:val="superscript"/>', "lowered": '<w:vertAlign w:val="subscript"/>',
    "hidden": "<w:vanish/>", "white": '<w:color w:val="FFFFFF"/>', "zero": '<w:sz w:val="2"/>',
}  # fmt: skip
SHEET_PROPERTIES = {
    "struck": "<strike/>", "raised": '<vertAlign val="superscript"/>', "lowered": '<vertAlign val="subscript"/>',
    "white": '<color rgb="FFFFFFFF"/>',
}  # fmt: skip
# Signs that a Word document has as check boxes: content controls and fields, each checked or not.
CHECK_BOXES = {
    "\ue001": ("control", True), "\ue000": ("control", False), "\ue003": ("field", True), "\ue002": ("field", False),
}  # fmt: skip


def order_runs(cell: Cell) -> list[Run]:
    """A cell's runs in the order of print, its own text with a blank look."""
    every = [
        *(run for run in cell.runs if run.before),
        Run(cell.text, ""),
        *(run for run in cell.runs if not run.before),
    ]
    return [run for run in every if run.text]
