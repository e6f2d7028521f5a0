"""The digest of a run: figures and short lists in Chinese and English, of bounded length whatever documents contain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.normalise import strip_invisible

MOST_LINES = 5  # of a section
_LONGEST = 160  # characters of a text


class Text(NamedTuple):
    """A text in both languages. A name from a document has no translation: it is the same in both."""

    zh: str
    en: str

    def say(self, languages: Sequence[str]) -> str:
        """Return the text in one or both languages; the same text is not repeated."""
        return " ".join(self.list_lines(languages))

    def list_lines(self, languages: Sequence[str]) -> list[str]:
        """Return the text in each language; the same text is not repeated."""
        return list(dict.fromkeys(filter(None, (getattr(self, language) for language in languages))))


class Figure(NamedTuple):
    """A number of the release and how it differs from that of the release before; `change` is blank if it is equal."""

    code: str
    label: Text
    value: Text
    change: Text = Text("", "")


@dataclass(frozen=True)
class Section:
    """A list with at most MOST_LINES lines; `left_off` counts the others."""

    title: Text
    lines: tuple[Text, ...]
    left_off: int = 0


@dataclass(frozen=True)
class Digest:
    """What people are told about a run. `place` is the folder of the release that readers use, or blank.

    `former_id` is the release that the figures are compared with, `name` the publisher.
    """

    status: str
    at: str
    title: Text
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    name: str = ""
    release_id: str = ""
    former_id: str = ""
    place: str = ""
    link: str = ""


def clean(text: object, longest: int = _LONGEST) -> str:
    """Return a text from a document or an error in one short line that no program mistakes for a link."""
    line = " ".join(strip_invisible(str(text)[: longest * 4]).split()).replace("://", "：//")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def same(text: object, longest: int = _LONGEST) -> Text:
    """Return a text without a translation, cleaned."""
    line = clean(text, longest)
    return Text(line, line)


def make_section(title: Text, lines: Sequence[Text], total: int | None = None) -> Section:
    """Return a section with the first lines; `total` counts all if `lines` are only the first."""
    shown = tuple(Text(clean(line.zh, 300), clean(line.en, 300)) for line in lines[:MOST_LINES])
    return Section(title, shown, max(total or 0, len(lines)) - len(shown))
