"""Prepare the picture of a page: grey without stamps, level, and its ink as black and white."""

from typing import Any, NamedTuple

import cv2
import numpy as np

Grey = np.ndarray[Any, np.dtype[np.uint8]]  # height x width; 0 is black

A4 = 842.0  # points of the long side
_MOST_PIXELS = 3508  # on the long side: 300 dpi. More does not improve recognition
_SMALL = 1400  # pixels of the long side, for measuring the tilt
_STEPS = (0.5, 0.05, 0.01)  # degrees; ten of the first are the largest tilt that is corrected
_LEVEL = 0.02  # degrees of tilt that remain
_SPECK = 0.7  # points: smaller ink is noise
_DARKER = 18  # grey levels by which ink is darker than the paper around it, at least
_BLACK = 99.5  # percentile of darkness that the ink of text reaches
_PALE, _DENSE = 0.18, 0.4  # of that: the least darkness of ink, and that of the darkest part of each stroke
_REDDISH, _STAMPED = 0.3, 0.0005  # how red a pixel of a stamp is, and the least part of a page that a stamp covers
_ABSORBED = 0.3  # part of red light that red ink absorbs
_NEAR = 2.5  # points around red ink where its rim may be
_TEXT, _SOLID = 1.5, 7.0  # points: widest stroke of text on red ink, and least extent of a red area without lines
_RIM, _RIM_PALE = 255, 0.4  # ink near red ink that is paler than this part of the darkness of text is its rim
_PERHAPS_RIM, _RIM_DENSE = 128, 0.65  # paler than this: rim, unless it is connected to darker ink


class Paper(NamedTuple):
    """A level page: its grey picture, its ink (255 where there is ink), pixels per point, and where ink near red ink is
    so pale that it is (255) or may be (128) the rim of a stamp; by how many degrees it was turned to be level."""

    grey: Grey
    ink: Grey
    scale: float
    rims: Grey
    tilt: float

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in points."""
        height, width = self.grey.shape
        return width / self.scale, height / self.scale


def prepare_page(colours: Grey, long_side: float) -> Paper:
    """Return the level page of a picture (height x width x 3: red, green, blue) with a long side in points."""
    grey, red = _drop_stamps(colours)
    if max(grey.shape) > _MOST_PIXELS:
        factor = _MOST_PIXELS / max(grey.shape)
        grey, red = (
            as_grey(cv2.resize(one, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)) for one in (grey, red)
        )
    scale = max(grey.shape) / long_side
    tilt = _measure_tilt(grey, scale)
    if abs(tilt) < _LEVEL:
        tilt = 0.0
    else:
        grey, red = _turn(grey, tilt, fill=cv2.BORDER_REPLICATE), _turn(red, tilt)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    dark = _measure_darkness(grey, smooth, scale)
    return Paper(grey, _find_ink(grey, smooth, dark, scale), scale, _find_rims(red, dark, scale), tilt)


def drop_rims(paper: Paper, ink: Grey) -> Grey:
    """Return ink without the rims of stamps, and without strokes that may be rims as a whole: a JPEG has less detail in
    its colours, so that not all red ink is seen as red."""
    if not paper.rims.any():
        return ink
    rest = np.where(paper.rims == _RIM, 0, ink).astype(np.uint8)
    count, labels = cv2.connectedComponents(rest, connectivity=8)
    is_kept: Any = np.zeros(count, dtype=bool)
    is_kept[labels[(rest > 0) & (paper.rims == 0)]] = True
    is_kept[0] = False
    return as_grey(np.where(is_kept[labels], 255, 0))


def _drop_stamps(colours: Grey) -> tuple[Grey, Grey]:
    """Return a grey picture in which red ink is as light as paper: a stamp does not hide the black text below it; and
    where there is red ink (255)."""
    red: Any = colours[:, :, 0].astype(np.float32)
    redness: Any = (red - colours[:, :, 1:].min(axis=2)) / np.maximum(red, 1)
    is_red: Any = redness > _REDDISH
    if is_red.mean() < _STAMPED:
        grey = as_grey(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY))
        return grey, as_grey(np.zeros(grey.shape))
    light = np.minimum(red / (1 - _ABSORBED * np.clip(redness, 0, 1)), 255)
    return as_grey(light), as_grey(np.where(is_red, 255, 0))


def _find_rims(red: Grey, dark: Grey, scale: float) -> Grey:
    """Return where what is dark near red ink is (255) or may be (128) its rim."""
    if not red.any():
        return red
    near = cv2.dilate(red, _make_square(2 * _NEAR * scale))
    near[_find_solid(red, scale) > 0] = 0
    black = float(np.percentile(dark, _BLACK))
    rims = np.where(dark < _RIM_PALE * black, _RIM, np.where(dark < _RIM_DENSE * black, _PERHAPS_RIM, 0))
    return as_grey(np.where(near > 0, rims, 0))


def _find_solid(red: Grey, scale: float) -> Grey:
    """Return where a stamp is filled, such as its star: what is pale there is text under the ink, not a rim."""
    filled = cv2.morphologyEx(red, cv2.MORPH_CLOSE, _make_square(_TEXT * scale))
    return as_grey(cv2.morphologyEx(filled, cv2.MORPH_OPEN, _make_square(_SOLID * scale)))


def _make_square(side: float) -> Grey:
    return as_grey(np.ones((2 * round(side / 2) + 1,) * 2))


def _measure_tilt(grey: Grey, scale: float) -> float:
    """Return by how many degrees a page must be turned so that its lines are level."""
    small = as_grey(
        cv2.resize(grey, None, fx=_SMALL / max(grey.shape), fy=_SMALL / max(grey.shape), interpolation=cv2.INTER_AREA)
    )
    small_scale = scale * _SMALL / max(grey.shape)
    smooth = cv2.GaussianBlur(small, (3, 3), 0)
    ink = _find_ink(small, smooth, _measure_darkness(small, smooth, small_scale), small_scale)
    tilt = 0.0
    for step in _STEPS:
        tilt = max(
            (tilt + step * place for place in range(-10, 11)), key=lambda angle: _measure_order(_turn(ink, angle))
        )
    return tilt


def _turn(picture: Grey, degrees: float, fill: int = cv2.BORDER_CONSTANT) -> Grey:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return as_grey(cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=fill))


def _measure_order(ink: Grey) -> float:
    """Return how sharply the rows of ink differ from their neighbours; most for a level page."""
    rows = ink.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _measure_darkness(grey: Grey, smooth: Any, scale: float) -> Grey:
    """Return by how many grey levels each place, in the smooth picture, is darker than the paper around it."""
    return as_grey(cv2.subtract(_find_paper(grey, scale), smooth))


def _find_ink(grey: Grey, smooth: Any, dark: Grey, scale: float) -> Grey:
    """Return 255 where there is ink: darker than the paper around, connected to what is nearly black, and no speck."""
    noise = 1.5 * float(np.median(cv2.absdiff(grey, smooth)))  # the standard deviation, of which smoothing leaves half
    black = float(np.percentile(dark, _BLACK))
    inked = (dark > max(_DARKER, _PALE * black, 2.5 * noise)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked, connectivity=8)
    is_kept: Any = np.zeros(len(stats), dtype=bool)
    is_kept[labels[dark > _DENSE * black]] = True
    is_kept &= np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= _SPECK * scale
    is_kept[0] = False
    return as_grey(np.where(is_kept[labels], 255, 0))


def _find_paper(grey: Grey, scale: float) -> Grey:
    """Return the brightness of the paper at each place: the median around it."""
    height, width = grey.shape
    small = cv2.resize(grey, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    # What is darker than the lightest near it is text, which covers more than half of some places.
    light = cv2.dilate(cv2.GaussianBlur(small, (5, 5), 0), np.ones((5, 5), np.uint8))
    return as_grey(cv2.resize(cv2.medianBlur(light, 31), (width, height), interpolation=cv2.INTER_LINEAR))


def as_grey(picture: Any) -> Grey:
    """Return what a library returned as a picture."""
    grey: Grey = np.asarray(picture, dtype=np.uint8)
    return grey
