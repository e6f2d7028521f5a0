"""Parse the style sheets and styles of pages, as far as they determine what is visible.

Supported selectors: tags, classes and ids, with descendant and child combinators (`table.a td.b`, `tr > td`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from lxml import etree

from ingestion.containers.html.colours import read_paint

Element: TypeAlias = etree._Element
Properties = dict[str, str]

_KEPT = {
    "display", "visibility", "color", "background-color", "background-image", "font-size", "font-family", "opacity",
    "text-decoration-line", "vertical-align", "position", "top", "bottom", "left", "text-indent", "overflow", "width",
    "height", "clip", "mso-hide", "mso-text-raise", "direction", "unicode-bidi",
}  # fmt: skip
_COLOURS = {"color", "background-color"}
_KEYWORDS = {"inherit", "initial", "unset", "revert", "currentcolor"}
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile("[{}]")
_SCREEN = re.compile(r"(?:(?:only\s+)?(?:all|screen)\s*(?:,|$)|\s*$)")
_COMPOUND = re.compile(r"(\*|[\w-]+)?((?:[.#][\w-]+)*)")
_NAME = re.compile(r"([.#])([\w-]+)")
_FONT_SIZE = re.compile(
    r"(?:^|\s)((?:\d{1,9}\.?\d{0,9}|\.\d{1,9})(?:p[xtc]|r?em|ex|%|[cm]m|in)|0)(?:\s{0,9}/\s{0,9}\S{1,40})?\s{1,9}(.*)"
)
_IMAGE = re.compile(r"url\(|gradient\(")
_TOKEN = re.compile(r"[\w-]+\([^()]*\)|[^\s]+")


class Declarations(NamedTuple):
    """The declarations of a style: normal and important."""

    normal: Properties
    important: Properties


class _Compound(NamedTuple):
    """A tag, blank for any, with classes and an id; `is_parent` for the child combinator."""

    tag: str
    classes: frozenset[str]
    id: str
    is_parent: bool

    def matches(self, element: Element) -> bool:
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.id or self.id == element.get("id"))
            and (not self.classes or self.classes <= set(element.get("class", "").split()))
        )


class Rule(NamedTuple):
    """The compounds of a selector, the last one first, and its declarations; rules sort by precedence."""

    specificity: tuple[int, int, int]
    order: int
    compounds: tuple[_Compound, ...]
    declarations: Declarations

    @property
    def needs_context(self) -> bool:
        """Whether the selector depends on ancestors of an element."""
        return len(self.compounds) > 1

    def matches(self, element: Element) -> bool:
        """Whether the selector matches an element."""
        return self.compounds[0].matches(element) and self._holds_around(element)

    def _holds_around(self, element: Element) -> bool:
        above = element.getparent()
        for compound in self.compounds[1:]:
            while above is not None and not compound.matches(above):
                if compound.is_parent:
                    return False
                above = above.getparent()
            if above is None:
                return False
            above = above.getparent()
        return True


class Rules:
    """The rules of a page, indexed by the tag, class or id at the end of their selector."""

    def __init__(self, sheets: Iterable[str]):
        self._by_tag: dict[str, list[Rule]] = {}
        self._by_name: dict[str, list[Rule]] = {}
        order = 0
        for selector, body in (rule for sheet in sheets for rule in _split_sheet(sheet)):
            declarations = read_declarations(body)
            if not declarations.normal and not declarations.important:
                continue
            for compounds in filter(None, map(_read_selector, selector.split(","))):
                last = compounds[0]
                order += 1
                rule = Rule(_weigh(compounds), order, compounds, declarations)
                if name := f"#{last.id}" if last.id else next((f".{name}" for name in last.classes), ""):
                    self._by_name.setdefault(name, []).append(rule)
                else:
                    self._by_tag.setdefault(last.tag, []).append(rule)

    def find(self, element: Element) -> list[Rule]:
        """Return the rules whose last compound matches an element, in order of increasing precedence."""
        found = [*self._by_tag.get("", ()), *self._by_tag.get(element.tag, ())]
        if self._by_name:
            names = [f".{name}" for name in element.get("class", "").split()]
            for name in [*names, f"#{element.get('id', '')}"]:
                found += self._by_name.get(name, ())
        return sorted({(r.specificity, r.order): r for r in found if r.compounds[0].matches(element)}.values())

    def names(self, tag: str) -> bool:
        """Whether a rule may match elements of a tag without attributes."""
        return "" in self._by_tag or tag in self._by_tag


@lru_cache(maxsize=4096)
def read_declarations(text: str) -> Declarations:
    """Parse the declarations of a style; ignore invalid colours, as a browser does."""
    said = Declarations({}, {})
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        value, mark, _ = value.strip().lower().partition("!important")
        if not colon:
            continue
        for own, meaning in _expand(name.strip().lower(), value.strip()):
            if own in _KEPT and (own not in _COLOURS or meaning in _KEYWORDS or read_paint(meaning)):
                (said.important if mark else said.normal)[own] = meaning
    return said


def _expand(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a property, or the properties that a shorthand sets."""
    if name == "background":
        yield "background-image", "image" if _IMAGE.search(value) else "none"
        tokens = _TOKEN.findall(value)
        yield "background-color", next((token for token in tokens if read_paint(token)), "transparent")
    elif name == "text-decoration":
        yield "text-decoration-line", value
    elif name == "font":
        if match := _FONT_SIZE.search(value):
            yield "font-size", match[1]
            yield "font-family", match[2]
    else:
        yield name, value


def _split_sheet(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selector and declarations of each rule that applies to screens."""
    sheet = _COMMENT.sub("", sheet)
    groups: list[bool] = []
    selector: str | None = None
    start = 0
    for brace in _BRACE.finditer(sheet):
        text, start = sheet[start : brace.start()], brace.end()
        if brace[0] == "{":
            prelude = text.rpartition(";")[2].strip()
            if selector is None and prelude.startswith("@"):
                groups.append(prelude.startswith("@media") and bool(_SCREEN.match(prelude[6:].strip())))
            else:
                selector = prelude
        elif selector is not None:
            if all(groups):
                yield selector, text
            selector = None
        elif groups:
            groups.pop()


def _read_selector(text: str) -> tuple[_Compound, ...] | None:
    """Return the compounds of a selector, the last one first; None if the selector is not supported."""
    compounds: list[_Compound] = []
    is_parent = False
    for part in reversed(text.replace(">", " > ").split()):
        if part == ">":
            is_parent = True
            continue
        match = _COMPOUND.fullmatch(part)
        if match is None:
            return None
        names = _NAME.findall(match[2])
        classes = frozenset(name for sign, name in names if sign == ".")
        own_id = next((name for sign, name in names if sign == "#"), "")
        tag = (match[1] or "*").lower()
        compounds.append(_Compound("" if tag == "*" else tag, classes, own_id, is_parent))
        is_parent = False
    return tuple(compounds) or None


def _weigh(compounds: tuple[_Compound, ...]) -> tuple[int, int, int]:
    return (
        sum(bool(compound.id) for compound in compounds),
        sum(len(compound.classes) for compound in compounds),
        sum(bool(compound.tag) for compound in compounds),
    )
