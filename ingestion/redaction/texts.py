"""Redact the text of a cell: labels, figures, dates, punctuation and white space are kept, words are replaced."""

import html
import re
from dataclasses import dataclass, field

from ingestion.forms.labels import read_label
from ingestion.normalise import squash
from ingestion.redaction.signs import Substitution, clean_hidden, find_kind, fold
from ingestion.redaction.vocabulary import Vocabulary

_LONGEST_LABEL = 60
_RUN = re.compile(r"w+(?:s+w+)*")
_TAG_NAME = re.compile(
    r"</?(?:p|br|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr|span|strong|b|i|u|em|font|a|td|th|sub|sup|img|o:p)\b", re.I
)
_ENTITY = re.compile(r"&(?:#(?P<number>\d{2,7})|#[xX](?P<hex>[0-9a-fA-F]{2,6})|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}));")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")
_CONTROL = re.compile(r"_x000[9ad]_", re.I)  # how workbooks write a line break; other escapes may spell a word
_ESCAPE = re.compile(r"_x(?!000[9ad]_)[0-9a-f]{4}_", re.I)
_UNIT = re.compile(r"(?:年度?|月|日|号|[万亿]?[元圆][整正]?(?:人民币)?|[万亿]|分)")
_CHINESE_YEAR = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}年度?")
_NUMBERING = re.compile(r"第?[一二三四五六七八九十]{1,3}")
_LINK = ("为", "是", "及", "和", "与", "或", "的")
SHORTEST_ID = 11  # figures
# Numbers of telephones and the like: groups of figures between hyphens or spaces.
_GROUPS = re.compile(r"(?<![\d.])\d+(?:[ \-—–]{1,2}\d+)+")
_DATE = re.compile(
    r"(?:19|20)\d\d[-—– ]\d{1,2}(?:[-—– ]\d{1,2})?(?:[-—– ]{1,2}(?:(?:19|20)\d\d[-—– ]\d{1,2}(?:[-—– ]\d{1,2})?)?)?"
)
_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-—–]{0,2}\d{3,4}[ \-—–]?\d{4}(?!\d)")
_SERVICE = re.compile(r"(?<!\d)[48]00[ \-—–]?\d{3,4}[ \-—–]?\d{3,4}(?!\d)")
_CODE = re.compile(r"[0-9A-Za-z]{11,}")
_FEWEST_IN_CODE = 8


@dataclass
class TextRedactor:
    """Redact the cells of a document one after the other, and remember the texts that were kept."""

    vocabulary: Vocabulary
    salt: bytes
    kept: set[str] = field(default_factory=set)
    _is_identifying: bool = False  # the label before this text is that of a telephone number, a code or an address

    def __post_init__(self) -> None:
        """Prepare the replacement of signs."""
        self._signs = Substitution(self.vocabulary.pool, self.salt)

    def redact(self, text: str) -> str:
        """Return a text of the same length. A blank text changes nothing; a label determines how the next is read."""
        if not text.strip():
            return clean_hidden(text)
        if self._is_label(text):
            self._keep(text)
            return clean_hidden(text)
        return _Cell(self, clean_hidden(text)).redact()

    def redact_number(self, text: str) -> str:
        """Return a typed number as it is, or with other figures if it is that of a telephone, a code or the like."""
        whole, point, decimals = text.partition(".")
        is_identifying, self._is_identifying = self._is_identifying, False
        if not whole.isdecimal() or not (is_identifying or len(whole) >= SHORTEST_ID):
            return text
        return self._signs.replace_figures(whole) + point + decimals

    def _is_label(self, text: str) -> bool:
        if len(text) > _LONGEST_LABEL or "<" in text or "&" in text or any(map(_is_hidden, text)):
            return False
        label, words = read_label(text), self.vocabulary.words | self.vocabulary.fragments
        is_whole = squash(text) in words or label.name in words or label.folded in words
        return is_whole and not re.search(r"\d{5}", fold(text))

    def _keep(self, text: str) -> None:
        self.kept.add(" ".join(text.split()))
        label = read_label(text)
        self._is_identifying = bool({label.name, label.folded} & self.vocabulary.identifying)


def _is_hidden(sign: str) -> bool:
    return find_kind(sign) == "s" and not sign.isspace()


class _Cell:
    """Redact one text."""

    def __init__(self, redactor: TextRedactor, text: str):
        self._redactor = redactor
        self._words = redactor.vocabulary
        self._text = text
        self._written = list(text)
        self._fixed: set[int] = set()  # places whose sign is decided

    def redact(self) -> str:
        """Return the redacted text."""
        for pattern in (_TAG_NAME, _CONTROL):
            for found in pattern.finditer(self._text):
                self._fixed.update(range(*found.span()))
        for found in _CHINESE_YEAR.finditer(self._text):
            self._keep_span(*found.span())
            self._fixed.update(range(*found.span()))
        for found in _ENTITY.finditer(self._text):
            self._redact_entity(found)
        folded = fold(self._text)
        kinds = "".join("." if place in self._fixed else find_kind(sign) for place, sign in enumerate(self._text))
        for pattern in (_ADDRESS, _ESCAPE):
            for found in pattern.finditer(folded):
                self._replace_all(kinds, *found.span())
        kinds = "".join("." if place in self._fixed else kind for place, kind in enumerate(kinds))
        self._redact_codes(folded, kinds)
        is_identifying, stop = self._redactor._is_identifying, 0
        for found in _RUN.finditer(kinds):
            if is_identifying:
                self._replace_figures(kinds, folded, stop, found.start())
            stop = found.end()
            self._redactor._is_identifying = is_identifying
            self._redact_run(folded, *found.span())
            is_identifying = self._redactor._is_identifying
        if is_identifying:
            self._replace_figures(kinds, folded, stop, len(kinds))
        self._redactor._is_identifying = False
        return "".join(self._written)

    def _redact_entity(self, found: re.Match[str]) -> None:
        """Keep the entity of a sign such as a space; replace that of a letter."""
        name = html.unescape(found[0])
        self._fixed.update(range(*found.span()))
        if found["name"] is not None and name != found[0]:
            return
        if found["name"] is not None:
            self._fixed.difference_update(range(*found.span()))
        elif find_kind(name[0]) in "wd":
            digits, form = (found["number"], "d") if found["number"] else (found["hex"], "x")
            new = format(ord(self._redactor._signs.replace_word(name)), form).zfill(len(digits))
            if len(new) > len(digits):
                new = format(ord("C"), form)
            start = found.start("number" if form == "d" else "hex")
            self._written[start : start + len(digits)] = new

    def _replace_all(self, kinds: str, start: int, stop: int) -> None:
        for found in re.finditer(r"w+|d+", kinds[start:stop]):
            self._replace(start + found.start(), start + found.end(), is_figures=found[0][0] == "d")
        self._fixed.update(range(start, stop))

    def _replace(self, start: int, stop: int, *, is_figures: bool = False) -> None:
        signs = self._redactor._signs
        text = self._text[start:stop]
        self._written[start:stop] = signs.replace_figures(text) if is_figures else signs.replace_word(text)
        self._fixed.update(range(start, stop))

    def _redact_codes(self, folded: str, kinds: str) -> None:
        """Replace the figures of codes, of identity and telephone numbers; a date is none."""
        spans = [found.span() for pattern in (_LANDLINE, _SERVICE) for found in pattern.finditer(folded)]
        for found in _GROUPS.finditer(folded):
            if sum(map(str.isdigit, found[0])) >= SHORTEST_ID and not _DATE.fullmatch(found[0]):
                spans.append(found.span())
        for found in _CODE.finditer(folded):
            is_decimal = folded[: found.start()].endswith(".") and found[0].isdigit()
            if sum(map(str.isdigit, found[0])) >= _FEWEST_IN_CODE and not is_decimal:
                spans.append(found.span())
        for start, stop in spans:
            self._replace_figures(kinds, folded, start, stop, is_code=True)

    def _replace_figures(self, kinds: str, folded: str, start: int, stop: int, *, is_code: bool = False) -> None:
        if not is_code and _DATE.fullmatch(folded[start:stop].strip(" :")):
            return
        for found in re.finditer("d+", kinds[start:stop]):
            place = start + found.start()
            if place not in self._fixed:
                self._replace(place, start + found.end(), is_figures=True)

    def _redact_run(self, folded: str, start: int, stop: int) -> None:
        """Keep a run of words that are known, else redact its words one by one."""
        run = folded[start:stop]
        if self._keeps(start, stop, "".join(run.split())):
            return
        parts = [found.span() for found in re.finditer(r"\S+", run)]
        is_spaced = all(end - begin == 1 for begin, end in parts)
        if is_spaced and not all(self._is_counted(folded, start + begin) for begin, _ in parts):
            parts = [(0, stop - start)]  # a name with a space between its signs
        for begin, end in parts:
            self._redact_word(folded, start + begin, start + end)

    def _is_counted(self, folded: str, place: int) -> bool:
        """Whether a sign next to a figure is a known one, as those of 第1页 共2页."""
        around = folded[max(0, place - 1) : place] + folded[place + 1 : place + 2]
        return folded[place] in self._words.signs and any(map(str.isdigit, around))

    def _redact_word(self, folded: str, start: int, stop: int) -> None:
        if self._keeps(start, stop, folded[start:stop]):
            return
        before, behind = folded[:start].rstrip()[-1:], folded[stop:].lstrip()[:1]
        if before.isdigit() and (unit := _UNIT.match(folded, start, stop)):
            start = self._keep_span(start, unit.end())
        if start >= stop or self._keeps(start, stop, folded[start:stop]):
            return
        if behind and behind in "、.)" and _NUMBERING.fullmatch(folded, start, stop):
            self._keep_span(start, stop)
            return
        rest = folded[start:stop]
        ending = next((title for title in self._words.titles if rest.endswith(title)), "")
        if not ending and behind == ":":
            ends = (rest[place:] for place in range(len(rest) - 1))
            ending = next((end for end in ends if end in self._words.words), "")
        self._replace(start, stop - len(ending))
        if ending:
            self._keep_span(stop - len(ending), stop)

    def _keep_span(self, start: int, stop: int) -> int:
        self._redactor._keep(self._text[start:stop])
        return stop

    def _keeps(self, start: int, stop: int, word: str) -> bool:
        """Keep a known word, or several in a row, at a place; return whether it did."""
        words = self._words
        if word.isascii() and len(word) == 1:
            around = self._text[max(0, start - 1) : start] + self._text[stop : stop + 1]
            is_known = not re.search(r"[\w%@.]", around)
        elif len(word) == 1:
            is_known = word in words.signs
        else:
            is_known = word in words.words or self._are_words(word)
        if is_known:
            self._keep_span(start, stop)
        return is_known

    def _are_words(self, text: str) -> bool:
        """Whether a text consists of known words, with 为 or the like between them, and perhaps a grade at the end."""
        if len(text) > _LONGEST_LABEL or not text.strip("".join(_LINK)):
            return False
        reached = {0}
        for place in range(len(text)):
            if place not in reached:
                continue
            lengths = range(2, min(self._words.longest, len(text) - place) + 1)
            reached |= {place + length for length in lengths if text[place : place + length] in self._words.words}
            if text[place] in _LINK:
                reached.add(place + 1)
        return len(text) in reached or (len(text) - 1 in reached and len(text) > 2 and text[-1] in "优良中差")
