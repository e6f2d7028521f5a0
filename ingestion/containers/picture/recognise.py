"""Recognise the text of lines with the models of RapidOCR, which its package contains."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ingestion.containers.picture.ink import Grey

# Signs whose full-width and half-width forms, or near forms, look alike. They are only as certain as the text around.
_PUNCTUATION = frozenset("()（）[]【】《》:：;；、，,。.·“”\"‘’' ")


class Recognised(NamedTuple):
    """The text of a line; for each character its confidence (0 to 1) and its place (0 left, 1 right)."""

    text: str
    confidences: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Return the confidence of the least certain letter, figure or sign; punctuation counts between figures."""
        return min((self.confidences[place] for place in _list_essential(self.text)), default=1.0)


def fold(text: str) -> str:
    """Return the letters, figures and signs of a text without punctuation and differences of width, for comparison."""
    return unicodedata.normalize("NFKC", "".join(text[place] for place in _list_essential(text)))


def _list_essential(text: str) -> list[int]:
    """Return the places of letters, figures and signs, and of punctuation between figures."""
    return [
        place
        for place, sign in enumerate(text)
        if sign not in _PUNCTUATION or (text[place - 1 : place].isdigit() and text[place + 1 :][:1].isdigit())
    ]


def recognise(lines: Sequence[Grey]) -> list[Recognised]:
    """Return the text of pictures of lines (height x width x 3)."""
    if not lines:
        return []
    found = _load_engine().recognize_txt(list(lines))
    return [_make(text, words) for text, words in zip(found.txts, found.word_results, strict=True)]


def _make(text: str, words: Any) -> Recognised:
    """Return a line with the places of its characters, which the library gives as columns of the network's output."""
    columns = iter([column for word in words.word_cols for column in word])
    places, before = [], 0.0
    for sign in text:
        before = before if sign.isspace() else min(next(columns) / max(words.line_txt_len, 1.0), 1.0)
        places.append(before)
    return Recognised(text, tuple(map(float, words.confs[: len(text)])), tuple(places))


@lru_cache(maxsize=1)
def _load_engine() -> Any:
    """Load the models, once in a process."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Rec.rec_img_shape": [3, 48, 48],
            "Rec.rec_batch_num": 1,  # a batch takes more memory and no less time
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # each worker process has a core
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
