"""A corpus drawn from a seed: documents and what each of their forms says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.corpus.draft import Draft
from tests.corpus.hubei import draw_hubei
from tests.corpus.lay_out import lay_out
from tests.corpus.national import draw_national
from tests.corpus.shanghai import draw_shanghai
from tests.corpus.sichuan import draw_sichuan
from tests.corpus.ways import WAYS, Way, write_zip
from tests.corpus.words import name_project

SCHEMES: dict[str, Callable[[Random, str], Draft]] = {
    "shanghai_2019": draw_shanghai, "mof_2020": draw_national, "sichuan_0013zp": draw_sichuan, "hubei_20_80": draw_hubei,
}  # fmt: skip


@dataclass
class Document:
    """A file of the inbox: its name, its bytes, how it was made, and its forms."""

    name: str
    content: bytes
    way: str
    drafts: list[Draft] = field(default_factory=list)


def name_file(number: int, ending: str) -> str:
    """A name without digits: a year in a file's name would be read as the form's."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters = chr(97 + letter) + letters
    return f"{letters}.{ending}"


def draw_corpus(count: int, seed: int) -> Iterator[Document]:
    """Documents, each way in turn; every seventeenth is an archive of two."""
    rng = Random(seed)  # noqa: S311
    serial = 0
    for number in range(count):
        place = number % (len(WAYS) + 1)
        if place < len(WAYS):
            way = WAYS[place]
            drafts = draw_forms(rng, way, serial)
            serial += len(drafts)
            yield Document(name_file(number, way.ending), _write(way, drafts), way.name, drafts)
            continue
        entries, every = [], []
        for inner in range(2):
            way = rng.choice(WAYS)
            drafts = draw_forms(rng, way, serial)
            serial += len(drafts)
            entries.append((f"{'上报甲' if inner else '上报乙'}/{name_file(number, way.ending)}", _write(way, drafts)))
            every += drafts
        yield Document(name_file(number, "zip"), write_zip(entries), "zip", every)


def draw_forms(rng: Random, way: Way, serial: int) -> list[Draft]:
    """The forms of a document, mostly one."""
    count = 1 if rng.random() < 0.8 else rng.randrange(2, 4)
    names = list(SCHEMES)
    scheme = rng.choices(names, [4, 4, 2, 2])[0]
    return [SCHEMES[scheme](rng, name_project(serial + place)) for place in range(count)]


def _write(way: Way, drafts: list[Draft]) -> bytes:
    return way.write([lay_out(draft) for draft in drafts])
