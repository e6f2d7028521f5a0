"""Read the picture containers: PNG, JPEG and TIFF; each frame of a TIFF is a page."""

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingestion.containers.errors import ContainerError
from ingestion.containers.picture.ink import Grey
from ingestion.containers.picture.page import read_page
from ingestion.containers.printed.align import align_pages
from ingestion.containers.printed.lay_out import lay_out
from ingestion.containers.printed.margins import drop_page_numbers
from ingestion.containers.result import ContainerText
from ingestion.limits import Limits

_BYTES_PER_PIXEL = 12  # of a page and its copies while it is prepared
# The size of each frame is checked against the limits before it is unpacked.
Image.MAX_IMAGE_PIXELS = None


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of the pictures of a form.

    Raises ContainerError: damaged_document, too_many_pages, too_much_expansion, too_many_cells.
    """
    limits.allow_recognition()
    pages = align_pages([read_page(frame) for frame in _open_frames(content, limits)])
    return lay_out(drop_page_numbers(pages), "picture", limits)


def _open_frames(content: bytes, limits: Limits) -> Iterator[Grey]:
    """Yield each frame (height x width x 3), turned upright."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if number > limits.pages:
                    raise ContainerError("too_many_pages", f"more than {limits.pages} frames")
                _check_size(frame, limits)
                yield np.asarray(ImageOps.exif_transpose(frame).convert("RGB"), dtype=np.uint8)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise ContainerError("damaged_document", f"picture: {error}") from error


def _check_size(frame: Image.Image, limits: Limits) -> None:
    """Raise ContainerError (too_much_expansion) before a frame is unpacked that takes too much memory."""
    pixels = frame.width * frame.height
    if pixels * _BYTES_PER_PIXEL > limits.expanded_bytes:
        raise ContainerError("too_much_expansion", f"{frame.width} x {frame.height} pixels")
