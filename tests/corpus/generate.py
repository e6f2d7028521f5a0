"""Generate a corpus from a random seed: documents and the facts of their forms."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from orchestration.demo.writers.archive import pack
from tests.corpus.draft import Draft
from tests.corpus.hubei import draw_hubei
from tests.corpus.lay_out import lay_out
from tests.corpus.national import draw_national
from tests.corpus.odd_values import set_rows
from tests.corpus.oddities import ODDITIES
from tests.corpus.oddity import Oddity
from tests.corpus.shanghai import draw_shanghai
from tests.corpus.sichuan import draw_sichuan
from tests.corpus.ways import WAYS, Way
from tests.corpus.words import name_project
from tests.corpus.write_xlsx import write_xlsx
from tests.corpus.yinchuan import draw_yinchuan
from tests.ingestion.archives_made import make_7z, make_rar

SCHEMES: dict[str, Callable[[Random, str], Draft]] = {
    "shanghai_2019": draw_shanghai, "mof_2020": draw_national, "sichuan_0013zp": draw_sichuan, "hubei_20_80": draw_hubei,
    "yinchuan_2021": draw_yinchuan,
}  # fmt: skip


# RAR and 7z archives are read, and 7z archives written, by a program that may be absent.
ARCHIVES = ("zip", "rar", "7z") if shutil.which("bsdtar") else ("zip",)


@dataclass
class Document:
    """A file of the inbox: name, bytes, the way in which it was made, and its forms."""

    name: str
    content: bytes
    way: str
    drafts: list[Draft] = field(default_factory=list)


def name_file(number: int, ending: str) -> str:
    """Return a file name without digits: a year in a file name would be read as the year of the form."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters = chr(97 + letter) + letters
    return f"{letters}.{ending}"


def draw_corpus(count: int, seed: int) -> Iterator[Document]:
    """Yield documents, each way in turn; and one archive of two after the last way."""
    rng = Random(seed)
    serial = 0
    used: Counter[str] = Counter()
    for number in range(count):
        place = number % (len(WAYS) + 1)
        if place < len(WAYS):
            way = WAYS[place]
            drafts = draw_forms(rng, way, serial, used)
            serial += len(drafts)
            yield Document(name_file(number, way.ending), _write(way, drafts), way.name, drafts)
            continue
        entries: dict[str, bytes] = {}
        every: list[Draft] = []
        for inner in range(2):
            way = rng.choice(WAYS)
            drafts = draw_forms(rng, way, serial, used)
            serial += len(drafts)
            entries[f"{'上报甲' if inner else '上报乙'}/{name_file(number, way.ending)}"] = _write(way, drafts)
            every += drafts
        kind = ARCHIVES[number // (len(WAYS) + 1) % len(ARCHIVES)]
        yield Document(name_file(number, kind), _pack(kind, entries), kind, every)


def draw_forms(rng: Random, way: Way, serial: int, used: Counter[str]) -> list[Draft]:
    """Return the forms of a document, mostly one, each with up to three oddities; the rarest are preferred."""
    count = 1 if rng.random() < 0.8 else rng.randrange(2, 4)
    scheme = rng.choices(list(SCHEMES), [4, 4, 2, 2, 2])[0]
    is_shared = rng.random() < 0.15  # one project of several units
    drafts = [SCHEMES[scheme](rng, name_project(serial if is_shared else serial + place)) for place in range(count)]
    for draft in drafts:
        for oddity in choose_oddities(rng, scheme, way.family, used, is_single=count == 1):
            used[oddity.name] += 1
            draft.kinds.append(oddity.name)
            oddity.apply(rng, draft)
            if way.family in oddity.uncertain:
                draft.truth.expect("right_or_held", f"{oddity.name} in {way.family}")
    return drafts


def choose_oddities(rng: Random, scheme: str, family: str, used: Counter[str], *, is_single: bool) -> list[Oddity]:
    """Choose up to three oddities that are possible here and compatible with each other."""
    possible = [
        oddity
        for oddity in ODDITIES
        if scheme in oddity.schemes and family in oddity.families and (is_single or not oddity.needs_single)
    ]
    possible.sort(key=lambda oddity: used[oddity.name] + rng.random() * 6)
    chosen: list[Oddity] = []
    for oddity in possible:
        if oddity.group not in [other.group for other in chosen]:
            chosen.append(oddity)
    chosen = chosen[: rng.choices([0, 1, 2, 3], [15, 45, 25, 15])[0]]
    return sorted(
        chosen, key=lambda oddity: oddity.group not in ("pages", "date")
    )  # oddities that move lines or remove the year


def _write(way: Way, drafts: list[Draft]) -> bytes:
    sheets = [set_rows(lay_out(draft)) for draft in drafts]
    if way.family == "xlsx" and any("hidden_sheet" in draft.options for draft in drafts):
        return write_xlsx(sheets, typed=way.name == "xlsx_typed", hidden=(lay_out(_make_former(drafts[0])),))
    return way.write(sheets)


def _pack(kind: str, entries: dict[str, bytes]) -> bytes:
    """Return an archive of entries."""
    if kind == "7z":
        with tempfile.TemporaryDirectory() as folder:
            return make_7z(Path(folder) / "packed", entries)
    return make_rar(entries) if kind == "rar" else pack(entries)


def _make_former(draft: Draft) -> Draft:
    """Return a former version of a form, for a hidden sheet."""
    former = deepcopy(draft)
    former.options.clear()
    for row in former.form_header:
        for pair in row:
            if pair.role == "project":
                pair.text = f"{pair.text}（旧稿）"
    return former
