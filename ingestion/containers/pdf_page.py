"""A PDF page's signs and shapes as they are drawn, each sign with the clip it is drawn in.

A clip is the part of the page that what is drawn is cut to; spreadsheets have one for each cell, and draw of a cell
more than its clip lets through.
"""

from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt

from ingestion.containers.pdf_tables import Box

_Clip = tuple[float, float, float, float]  # left, bottom, right, top in points, as pdfminer counts them


def interpret_page(resources: Any, page: Any) -> LTPage:
    """Everything that a page draws; its signs have an attribute `clip`, None where nothing is cut off."""
    device = _Device(resources)
    _Interpreter(resources, device).process_page(page)
    return device.get_result()


def read_clip(sign: LTChar, page_height: float) -> Box | None:
    """The clip that a sign is drawn in, from the page's top left."""
    clip: _Clip | None = sign.clip  # type: ignore[attr-defined]
    return None if clip is None else (clip[0], page_height - clip[3], clip[2], page_height - clip[1])


class _Device(PDFPageAggregator):
    """pdfminer's collector of what is drawn, that tells signs their clip."""

    clip: _Clip | None = None

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance = super().render_char(*args, **kwargs)
        self.cur_item._objs[-1].clip = self.clip  # type: ignore[attr-defined]
        return advance


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which passes over clips, with the boxes around them."""

    device: _Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._clips: list[_Clip | None] = []

    def do_q(self) -> None:
        super().do_q()
        self._clips.append(self.device.clip)

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self._clips:
            self.device.clip = self._clips.pop()

    def do_W(self) -> None:  # noqa: N802
        points = []
        for _, *numbers in self.curpath:
            points += [apply_matrix_pt(self.ctm, point) for point in zip(numbers[::2], numbers[1::2], strict=False)]
        if points:
            xs, ys = zip(*points, strict=True)
            left, bottom, right, top = self.device.clip or (min(xs), min(ys), max(xs), max(ys))
            self.device.clip = (max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys)))

    do_W_a = do_W  # noqa: N815

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        clip = self.device.clip
        super().do_Do(xobjid_arg)
        self.device.clip = clip
