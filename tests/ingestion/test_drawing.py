"""Drawing pages of kept documents: as they were read, small, and whatever a document does costs only its picture."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingestion.drawing.drawer import PageDrawer, PageOrder
from ingestion.limits import MEBIBYTE, Limits
from tests.containers.write_pdf import turn_pages, write_pdf
from tests.shanghai_form import Form

pytestmark = pytest.mark.slow

PDF = write_pdf(Form().text())


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[PageDrawer]:
    with PageDrawer(tmp_path, Limits(seconds=2, memory_bytes=256 * MEBIBYTE)) as drawer:
        yield drawer


def keep(folder: Path, content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    (folder / name).write_bytes(content)
    return name


def draw(drawer: PageDrawer, folder: Path, content: bytes, page: int = 1, turn: float = 0.0) -> Image.Image:
    drawn = drawer.draw(PageOrder(keep(folder, content), page, turn))
    assert drawn is not None
    return Image.open(io.BytesIO(drawn)).convert("L")


def measure_ink(picture: Image.Image) -> list[float]:
    """Return left, top, right and bottom of what is printed, in parts of the picture."""
    left, top, right, bottom = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox() or (0, 0, 0, 0)
    return [left / picture.width, top / picture.height, right / picture.width, bottom / picture.height]


def save(picture: Image.Image, form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def make_corner() -> Image.Image:
    """Return a white page with a black area at the upper left."""
    page = Image.new("RGB", (800, 1000), "white")
    page.paste("black", (80, 100, 160, 300))
    return page


def test_a_page_of_a_pdf_is_grey_and_small(drawer: PageDrawer, tmp_path: Path) -> None:
    drawn = drawer.draw(PageOrder(keep(tmp_path, PDF), 1, 0.0))
    assert drawn is not None and len(drawn) < 60_000
    picture = Image.open(io.BytesIO(drawn))
    assert picture.size == (910, 1287) and len(picture.convert("L").getcolors() or []) <= 16


def test_a_turned_page_is_drawn_as_shown(drawer: PageDrawer, tmp_path: Path) -> None:
    upright, turned = draw(drawer, tmp_path, PDF), draw(drawer, tmp_path, turn_pages(PDF))
    assert turned.size == upright.size
    assert measure_ink(turned) == pytest.approx(measure_ink(upright), abs=0.003)


@pytest.mark.parametrize(
    ("turn", "expected"),
    [(0, [0.1, 0.1, 0.2, 0.3]), (90, [0.1, 0.8, 0.3, 0.9]), (180, [0.8, 0.7, 0.9, 0.9]), (270, [0.7, 0.1, 0.9, 0.2])],
)
def test_a_picture_is_turned_as_it_was_read(
    drawer: PageDrawer, tmp_path: Path, turn: float, expected: list[float]
) -> None:
    picture = draw(drawer, tmp_path, save(make_corner(), "PNG"), turn=turn)
    assert measure_ink(picture) == pytest.approx(expected, abs=0.003)


def test_a_camera_picture_is_turned_by_its_own_mark_first(drawer: PageDrawer, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn it clockwise
    picture = draw(drawer, tmp_path, save(make_corner().rotate(90, expand=True), "JPEG", exif=exif))
    assert measure_ink(picture) == pytest.approx([0.1, 0.1, 0.2, 0.3], abs=0.005)


def test_a_tilted_picture_is_level(drawer: PageDrawer, tmp_path: Path) -> None:
    page = make_corner().rotate(3, Image.Resampling.BICUBIC, fillcolor="white")
    picture = draw(drawer, tmp_path, save(page, "PNG"), turn=-3.0)
    assert measure_ink(picture) == pytest.approx([0.1, 0.1, 0.2, 0.3], abs=0.005)


def test_a_frame_of_a_tiff_is_a_page(drawer: PageDrawer, tmp_path: Path) -> None:
    blank = Image.new("1", (800, 1000), 1)
    content = save(blank, "TIFF", save_all=True, append_images=[make_corner().convert("1")])
    assert draw(drawer, tmp_path, content).point(lambda grey: 255 - grey).getbbox() is None
    assert measure_ink(draw(drawer, tmp_path, content, 2)) == pytest.approx([0.1, 0.1, 0.2, 0.3], abs=0.003)


def test_a_large_page_is_drawn_small(drawer: PageDrawer, tmp_path: Path) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(14_000, 7_000))
    canvas.rect(1400, 700, 1400, 700, fill=1)
    canvas.save()
    assert draw(drawer, tmp_path, stream.getvalue()).size == (1400, 700)
    assert max(draw(drawer, tmp_path, save(Image.new("L", (6000, 3000), 255), "PNG")).size) == 1400


def test_what_cannot_be_drawn_has_no_picture_and_the_next_page_has(drawer: PageDrawer, tmp_path: Path) -> None:
    bomb = save(Image.new("1", (30_000, 30_000), 1), "PNG")  # 26 MB of it fit into 200 KB
    for content, page in (
        (b"%PDF-1.7 nothing", 1),
        (PDF, 2),
        (save(make_corner(), "PNG"), 3),
        (PDF[:2000], 1),
        (bomb, 1),
    ):
        assert drawer.draw(PageOrder(keep(tmp_path, content), page, 0.0)) is None
        assert draw(drawer, tmp_path, PDF).size == (910, 1287)
    assert drawer.draw(PageOrder("0" * 64, 1, 0.0)) is None, "a document that is not kept"


def test_a_page_that_takes_too_long_ends_only_its_process(tmp_path: Path) -> None:
    slow = _draw_slowly()
    with PageDrawer(tmp_path, Limits(seconds=1)) as drawer:
        name = keep(tmp_path, slow)
        assert drawer.draw(PageOrder(name, 1, 0.0)) is None
        assert drawer.draw(PageOrder(name, 1, 0.0)) is None, "it is not tried again"
        assert draw(drawer, tmp_path, PDF).size == (910, 1287)


def _draw_slowly() -> bytes:
    """Return a PDF whose page draws transparent areas over the whole page, each as a form of the one before."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(1000, 1000))
    for number in range(9):
        canvas.beginForm(f"form{number}")
        if number:
            for _ in range(10):
                canvas.doForm(f"form{number - 1}")
        else:
            canvas.setFillAlpha(0.5)
            canvas.rect(0, 0, 1000, 1000, fill=1)
        canvas.endForm()
    canvas.doForm("form8")
    canvas.save()
    return stream.getvalue()
