"""Interpret a PDF page: its characters with clip and colour, and its shapes.

A clip is the area outside of which a drawing operation has no effect. Spreadsheets use a clip for each cell, and draw
text of a cell that its clip cuts off.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTPage, LTRect
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from ingestion.containers.colours import BLACK, CLEAR, UNKNOWN, Colour, Paint
from ingestion.containers.printed.tables import Box

_Clip = tuple[float, float, float, float]  # left, bottom, right, top in points, in pdfminer's coordinates
_TINY = 1.0  # points
_FAINT, _DENSE = 0.05, 0.95  # opacity up to which nothing is visible, and from which nothing behind is visible
_NEARLY_WHITE = 240  # of each part
_KNOWN_SPACES = {"DeviceGray", "CalGray", "DeviceRGB", "CalRGB", "DeviceCMYK", "ICCBased"}
_STROKED, _INVISIBLE = (1, 5), 3  # text rendering modes


class Ground(NamedTuple):
    """The fill of a shape: its colour, None if unknown, and whether it is opaque."""

    colour: Colour | None
    is_dense: bool


def interpret_page(resources: Any, page: Any) -> LTPage:
    """Return the drawn objects of a page, and the visible part of it as `crop`.

    Characters have the attributes `clip` (None if nothing is cut off), `ink` and `base` (the height of the baseline);
    filled shapes have `clip` and `ground`.
    """
    device = _Device(resources)
    _Interpreter(resources, device).process_page(page)
    layout = device.get_result()
    layout.crop = device.crop  # type: ignore[attr-defined]
    return layout


def turn_box(box: _Clip, page_height: float) -> Box:
    """Convert a box from pdfminer's coordinates (from the bottom) to coordinates from the top of the page."""
    return box[0], page_height - box[3], box[2], page_height - box[1]


def read_clip(drawn: LTComponent, page_height: float) -> Box | None:
    """Return the clip of a character or shape, in points from the top left of the page."""
    clip: _Clip | None = drawn.clip  # type: ignore[attr-defined]
    return None if clip is None else turn_box(clip, page_height)


def read_ink(sign: LTChar) -> Paint:
    """Return the paint of a character; CLEAR if it is invisible."""
    ink: Paint = sign.ink  # type: ignore[attr-defined]
    return ink


def read_ground(shape: LTComponent) -> Ground | None:
    """Return the fill of a shape; None if it has none."""
    return getattr(shape, "ground", None)


class _State(NamedTuple):
    """The clip, whether it is a rectangle, the opacity, and whether blending is on."""

    clip: _Clip | None = None
    is_boxed: bool = True
    opacity: float = 1.0
    is_blended: bool = False


class _Device(PDFPageAggregator):
    """A pdfminer layout collector that adds clip and colour to characters and shapes."""

    state = _State()
    crop: _Clip = (0.0, 0.0, 0.0, 0.0)
    _ink = Paint(BLACK)

    def begin_page(self, page: Any, ctm: Any) -> None:
        super().begin_page(page, ctm)
        shown = _intersect(page.mediabox, page.cropbox)
        # A crop box outside of its page is ignored, as in viewers.
        is_sound = shown[0] < shown[2] and shown[1] < shown[3]
        self.crop = apply_matrix_rect(ctm, shown if is_sound else page.mediabox)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        if textstate.render == _INVISIBLE or self.state.opacity <= _FAINT:
            self._ink = CLEAR
        elif textstate.render in _STROKED:
            self._ink = _read_paint(graphicstate.scs.name, graphicstate.scolor)
        else:
            self._ink = _read_paint(graphicstate.ncs.name, graphicstate.ncolor)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, *others: Any) -> float:
        advance = super().render_char(matrix, font, fontsize, scaling, rise, *others)
        sign: Any = self.cur_item._objs[-1]
        sign.clip = self.state.clip
        # A Type 3 font defines its own sizes.
        is_tiny = sign.height <= _TINY and not isinstance(font, PDFType3Font)
        sign.ink = CLEAR if is_tiny else self._ink
        sign.base = matrix[3] * rise + matrix[5]
        return advance

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        before = len(self.cur_item._objs)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        shapes: list[Any] = self.cur_item._objs[before:]
        if not fill or not shapes:
            return
        colour = _read_paint(gstate.ncs.name, gstate.ncolor).colour
        state = self.state
        is_plain = len(shapes) == 1 and isinstance(shapes[0], LTRect) and state.is_boxed and not state.is_blended
        ground: Ground | None = Ground(None, is_dense=False)
        if is_plain and state.opacity >= _DENSE:
            ground = Ground(colour, is_dense=True)
        elif colour is not None and min(colour) >= _NEARLY_WHITE:
            ground = None  # invisible on white paper, whatever area it covers
        for shape in shapes:
            shape.clip, shape.ground = state.clip, ground


class _Interpreter(PDFPageInterpreter):
    """A pdfminer interpreter that also tracks clips (as bounding boxes) and opacity."""

    device: _Device
    _outer: "_Interpreter | None" = None

    def subinterp(self) -> "_Interpreter":
        inner = super().subinterp()
        assert isinstance(inner, _Interpreter)
        inner._outer = self
        return inner

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        if self._outer is not None:
            self.graphicstate = self._outer.graphicstate.copy()
        self._states: list[_State] = []

    def do_q(self) -> None:
        super().do_q()
        self._states.append(self.device.state)

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self._states:
            self.device.state = self._states.pop()

    def do_W(self) -> None:  # noqa: N802
        points = []
        for _, *numbers in self.curpath:
            points += [apply_matrix_pt(self.ctm, point) for point in zip(numbers[::2], numbers[1::2], strict=False)]
        if points:
            xs, ys = zip(*points, strict=True)
            box = min(xs), min(ys), max(xs), max(ys)
            state = self.device.state
            is_boxed = state.is_boxed and len(points) in (4, 5) and len(set(xs)) == len(set(ys)) == 2
            self.device.state = state._replace(clip=_intersect(state.clip or box, box), is_boxed=is_boxed)

    do_W_a = do_W  # noqa: N815

    def do_gs(self, name: Any) -> None:
        """Set the opacity of fills. A blended fill hides the background only in part."""
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if not isinstance(state, dict):
            return
        opacity, mode = resolve1(state.get("ca")), resolve1(state.get("BM"))
        if isinstance(opacity, (int, float)):
            self.device.state = self.device.state._replace(opacity=float(opacity))
        if isinstance(mode, PSLiteral):
            self.device.state = self.device.state._replace(is_blended=mode.name not in ("Normal", "Compatible"))

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        state = self.device.state
        super().do_Do(xobjid_arg)
        self.device.state = state


def _intersect(box: _Clip, other: _Clip) -> _Clip:
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _read_paint(space: str, colour: Any) -> Paint:
    """Convert a colour of pdfminer; unknown for a pattern or a separation ink."""
    if space not in _KNOWN_SPACES:
        return UNKNOWN
    return _mix(colour) if isinstance(colour, (int, float, tuple)) else UNKNOWN


@lru_cache(maxsize=1024)
def _mix(colour: float | tuple[float, ...]) -> Paint:
    parts = colour if isinstance(colour, tuple) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return UNKNOWN
    if len(parts) == 4:
        cyan, magenta, yellow, black = (min(max(part, 0.0), 1.0) for part in parts)
        parts = tuple((1 - part) * (1 - black) for part in (cyan, magenta, yellow))
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3:
        return UNKNOWN
    red, green, blue = (round(min(max(part, 0.0), 1.0) * 255) for part in parts)
    return Paint((red, green, blue))
