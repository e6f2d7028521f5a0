"""Draw the pages on which findings are, as pictures of the report.

What exceeds the limit is left out, so that a release does not grow with the number of documents.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb
from PIL import Image

from ingestion.drawing.drawer import PageDrawer, PageOrder
from ingestion.shared_files import FormerFiles
from orchestration.settings import PROJECT

FOLDER = "pictures"
LIMIT = 50 * 2**20  # bytes of all pictures together
# Pages of forms that are quarantined come first.
_PAGES = """
    select document_hash, page, cast(page_turn as double)
    from marts.finding_places
    inner join marts.evaluation_lifecycle using (evaluation_key)
    group by document_hash, page, page_turn
    order by min(case evaluation_state when 'quarantined' then 0 when 'admitted' then 1 else 2 end), document_hash, page
"""
_CODE = PROJECT / "ingestion" / "drawing"
_ENDINGS = {b"\x89PN": ".png", b"\xff\xd8\xff": ".jpg"}


class Picture(NamedTuple):
    """A picture of a page: its file name in the folder, and its size in pixels."""

    name: str
    width: int
    height: int


Pictures = Mapping[tuple[str, int], Picture]  # by document and page


def draw_pictures(
    connection: duckdb.DuckDBPyConnection, documents: Path, folder: Path, former: FormerFiles
) -> dict[tuple[str, int], Picture]:
    """Write `pictures/<hash>.png` or `.jpg` for the pages with findings; return them by document and page.

    `documents` is the folder of kept documents. A page that cannot be drawn has no picture. The name of a file is the
    hash of everything that it depends on; `former` are the files of the former report, which share those they have.
    """
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    pictures: dict[tuple[str, int], Picture] = {}
    left = LIMIT
    with PageDrawer(documents) as drawer:
        for order in [PageOrder(*row) for row in connection.execute(_PAGES).fetchall()]:
            name = _share(former, target, _name(order)) or _draw(drawer, target, order, left)
            if name is None:
                continue
            left -= (target / name).stat().st_size
            with Image.open(target / name) as picture:
                pictures[order.document_hash, order.page] = Picture(name, *picture.size)
            if left <= 0:
                break
    return pictures


def _draw(drawer: PageDrawer, target: Path, order: PageOrder, left: int) -> str | None:
    """Draw a page; return the name of its file, None if it cannot be drawn or has more than `left` bytes."""
    content = drawer.draw(order)
    if content is None or len(content) > left:
        return None
    name = _name(order) + _ENDINGS[content[:3]]
    (target / name).write_bytes(content)
    return name


def _share(former: FormerFiles, target: Path, stem: str) -> str | None:
    """Share a picture with the former report; return its name, None if there is none."""
    names = (stem + ending for ending in _ENDINGS.values())
    return next((name for name in names if former.share(f"{FOLDER}/{name}", target / name)), None)


def _name(order: PageOrder) -> str:
    return hashlib.sha256(f"{_read_version()} {order}".encode()).hexdigest()[:32]


@cache
def _read_version() -> str:
    """Return a value for the code and the libraries that draw."""
    digest = hashlib.sha256(" ".join(map(version, ("pypdfium2", "pillow"))).encode())
    for path in sorted(_CODE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
