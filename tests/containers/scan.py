"""Print forms and scan them: pages as pictures, with the faults of a scanner drawn from a seeded generator."""

import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pdfplumber
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from ingestion.recognition import find_version

_PAPER = 250
_NOTO = Path("/usr/share/fonts/opentype/noto")
_FONTS = (_NOTO / "NotoSerifCJK-Regular.ttc", _NOTO / "NotoSansCJK-Regular.ttc")
_SIMPLIFIED = 2  # the face of these collections with the glyphs of the mainland


def find_font() -> Path | None:
    """Return a font file with Chinese characters, None if the system has none."""
    return next((path for path in _FONTS if path.exists()), None)


needs_recognition = pytest.mark.skipif(
    find_version() is None or find_font() is None,
    reason="text recognition (make ocr), or a font with Chinese characters, is not installed",
)


@dataclass(frozen=True)
class Fault:
    """The faults of a scan: tilt in degrees, blur in pixels, noise in grey levels, quality of a JPEG (100: none), paper
    darkened towards a corner in grey levels, and whether there is a stamp."""

    tilt: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 100
    shade: float = 0.0
    has_stamp: bool = False


def draw_fault(rng: Random) -> Fault:
    """Return faults as drawn from a generator, each from none to as bad as offices send them."""
    return Fault(
        tilt=rng.uniform(-3, 3),
        blur=rng.choice([0, 0.4, 0.8, 1.1]),
        noise=rng.choice([0, 4, 8, 14]),
        quality=rng.choice([100, 85, 65, 45]),
        shade=rng.choice([0, 0, 30, 60]),
        has_stamp=rng.random() < 0.4,
    )


def render(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    """Return the pages of a PDF of characters and ruled lines as pictures.

    They are drawn here with the simplified glyphs of a font: in place of a font that is not embedded, other programs
    draw Japanese ones.
    """
    path = find_font()
    assert path is not None, "needs a font with Chinese characters"
    scale = dpi / 72
    fonts: dict[int, ImageFont.FreeTypeFont] = {}
    pictures = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            picture = Image.new("RGB", (round(page.width * scale), round(page.height * scale)), "white")
            draw = ImageDraw.Draw(picture)
            for line in page.lines:
                ends = [line[end] * scale for end in ("x0", "top", "x1", "bottom")]
                draw.line(ends, fill="black", width=max(1, round(line["linewidth"] * scale)))
            for sign in page.chars:
                size = round(sign["size"] * scale)
                font = fonts.setdefault(size, ImageFont.truetype(path, size, index=_SIMPLIFIED))
                draw.text((sign["x0"] * scale, sign["bottom"] * scale), sign["text"], "black", font, anchor="ld")
            pictures.append(picture)
    return pictures


def degrade(page: Image.Image, fault: Fault, rng: Random) -> Image.Image:
    """Return a page as scanned with faults."""
    if fault.has_stamp:
        page = ImageChops.multiply(page, _draw_stamp(page.size, rng))
    if fault.tilt:
        page = page.rotate(fault.tilt, Image.Resampling.BICUBIC, fillcolor=(_PAPER, _PAPER, _PAPER))
    if fault.blur:
        page = page.filter(ImageFilter.GaussianBlur(fault.blur))
    pixels = np.asarray(page, dtype=np.float32)
    height, width, _ = pixels.shape
    if fault.shade:
        pixels = pixels - fault.shade * (
            np.linspace(0, 0.5, width)[None, :, None] + np.linspace(0, 0.5, height)[:, None, None]
        )
    if fault.noise:
        grains = np.random.default_rng(rng.randrange(2**32)).normal(0, fault.noise, (height, width, 1))
        pixels = pixels + grains
    page = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if fault.quality < 100:
        stream = io.BytesIO()
        page.save(stream, "JPEG", quality=fault.quality)
        page = Image.open(io.BytesIO(stream.getvalue())).convert("RGB")
    return page


def save(pages: list[Image.Image], form: str = "PNG") -> bytes:
    """Return pages as a file: PNG or JPEG for one page; TIFF, or PDF without text, for any number."""
    stream = io.BytesIO()
    first, *others = pages
    if others or form in ("TIFF", "PDF"):
        first.save(
            stream, form, save_all=True, append_images=others, **({"resolution": 200.0} if form == "PDF" else {})
        )
    else:
        first.save(stream, form)
    return stream.getvalue()


def _draw_stamp(size: tuple[int, int], rng: Random) -> Image.Image:
    """Return a white page with a round red stamp somewhere."""
    stamp = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(stamp)
    radius = size[0] // 11
    x, y = rng.randrange(radius, size[0] - radius), rng.randrange(radius, size[1] - radius)
    red = (215, 40, 50)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=max(3, radius // 18))
    inner = radius // 3
    draw.regular_polygon((x, y, inner), 5, fill=red)
    for place in range(-3, 4):
        left = x + place * radius // 4
        draw.rectangle((left, y + radius // 2, left + radius // 7, y + radius // 2 + radius // 5), outline=red, width=3)
    return stamp
