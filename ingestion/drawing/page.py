"""Draw a page of a PDF or a picture as it was read: upright and level, in grey, as a small PNG or JPEG."""

import io

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from ingestion.limits import Limits

_DOTS_PER_INCH, _POINTS_PER_INCH = 110, 72
_LONGEST = 1400  # pixels of the longer side: A4 at this resolution has 1286
_QUALITY = 60  # of a JPEG
_BITS = (
    4  # of a pixel of a PNG: 16 greys. Fixed ones are found in a tenth of the time of those that suit a picture best.
)
_GREYS = 2**_BITS
_NEAREST = [round(value * (_GREYS - 1) / 255) for value in range(256)]
_PALETTE = [round(grey * 255 / (_GREYS - 1)) for grey in range(_GREYS) for _ in "RGB"]
_BYTES_PER_PIXEL = 6  # of a picture and its copies


def draw_page(content: bytes, page: int, turn: float, limits: Limits) -> bytes:
    """Return the picture of a page (from 1) of a document, turned counter-clockwise by `turn` degrees.

    Raises many types of errors on a damaged document, ValueError if it has no such page or takes too much memory.
    """
    picture = _draw_pdf(content, page) if b"%PDF-" in content[:1024] else _open_frame(content, page, limits)
    picture.thumbnail((_LONGEST, _LONGEST))
    return _encode(_turn(picture.convert("L"), turn))


def _draw_pdf(content: bytes, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        if page > len(document):
            raise ValueError(f"{len(document)} pages")
        drawn = document[page - 1]
        scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _LONGEST / max(drawn.get_width(), drawn.get_height()))
        picture: Image.Image = drawn.render(scale=scale, grayscale=True).to_pil()
        return picture


def _open_frame(content: bytes, page: int, limits: Limits) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        picture.seek(page - 1)
        if picture.width * picture.height * _BYTES_PER_PIXEL > limits.expanded_bytes:
            raise ValueError(f"{picture.width} x {picture.height} pixels")
        # A colour with transparency is read without it, as by text recognition.
        return ImageOps.exif_transpose(picture).convert("RGB")


def _turn(picture: Image.Image, turn: float) -> Image.Image:
    quarters = round(turn / 90)
    turned = picture.rotate(90 * quarters, expand=True)
    return turned.rotate(turn - 90 * quarters, Image.Resampling.BICUBIC, fillcolor=255)


def _encode(picture: Image.Image) -> bytes:
    """Return the smaller of a PNG, which suits print, and a JPEG, which suits scans."""
    drawn, scanned = io.BytesIO(), io.BytesIO()
    greys = picture.point(_NEAREST)
    greys.putpalette(_PALETTE)
    greys.save(drawn, "PNG", bits=_BITS)
    picture.save(scanned, "JPEG", quality=_QUALITY, optimize=True)
    return min(drawn.getvalue(), scanned.getvalue(), key=len)
