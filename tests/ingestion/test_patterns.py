"""Every regular expression of ingestion takes time in proportion to a text, whatever the text: documents are not trusted.

Each pattern is applied with the methods that the code uses, to texts that repeat one to three characters which the
pattern mentions, at two lengths. What decides is the ratio of processor times, not a time.
"""

import ast
import importlib
import importlib.util
import pkgutil
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

import ingestion

pytestmark = pytest.mark.slow

SHORT, LONG = 20_000, 40_000
NOISE = 0.05  # seconds of processor time; less is not compared: a quadratic pattern needs more for LONG
LIMIT = 1.5  # seconds of processor time after which a call is ended
WORST_RATIO = 3.0  # of the times of LONG and SHORT: 2 if the work is linear, 4 if it is quadratic
ENDS = ("", "\ue000")  # a character that no pattern mentions makes it fail at the end
_METHODS = ("search", "match", "fullmatch", "sub", "subn", "finditer", "findall", "split")


def list_modules() -> list[ModuleType]:
    """Return the modules of ingestion; those that read pictures only where `make ocr` has installed what they import."""
    names = [module.name for module in pkgutil.walk_packages(ingestion.__path__, "ingestion.")]
    if not importlib.util.find_spec("cv2"):
        names = [name for name in names if not name.startswith("ingestion.containers.picture.")]
    return [importlib.import_module(name) for name in names]


@cache
def list_patterns() -> dict[str, tuple[re.Pattern[Any], tuple[str, ...]]]:
    """Return each pattern of the modules, by place, with the methods that are called on it; also those in a call of `re`."""
    found: dict[str, tuple[re.Pattern[Any], tuple[str, ...]]] = {}
    for module in list_modules():
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        calls = [
            node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                used = {call.attr for call in calls if isinstance(call.value, ast.Name) and call.value.id == name}
                methods = sorted(used & set(_METHODS)) or ["search"]
                found.setdefault(f"{module.__name__}.{name}", (value, tuple(methods)))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            text, of = node.args[0], node.func.value
            if (
                isinstance(of, ast.Name)
                and of.id == "re"
                and node.func.attr in _METHODS
                and isinstance(text, ast.Constant)
            ):
                found[f"{module.__name__}:{node.lineno}"] = (re.compile(text.value), (node.func.attr,))
    return found


def list_characters(pattern: re.Pattern[Any]) -> list[str]:
    """Return characters that a pattern mentions: its literals, and one or two of each class."""
    found: dict[str, None] = {}
    classes = {
        "CATEGORY_DIGIT": "7",
        "CATEGORY_SPACE": " \n",
        "CATEGORY_WORD": "a",
        "CATEGORY_NOT_SPACE": "b",
        "CATEGORY_NOT_DIGIT": "c",
    }

    def walk(parsed: Any) -> None:
        for operator, argument in parsed:
            name = str(operator)
            if name in ("LITERAL", "NOT_LITERAL"):
                found[chr(argument)] = None
            elif name == "RANGE":
                found[chr(argument[0])] = found[chr(argument[1])] = None
            elif name == "CATEGORY":
                found.update(dict.fromkeys(classes.get(str(argument), "d")))
            elif name in ("IN",):
                walk(argument)
            elif name == "ANY":
                found["e"] = None
            elif name == "BRANCH":
                for branch in argument[1]:
                    walk(branch)
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                walk(argument[2])
            elif name == "SUBPATTERN":
                walk(argument[3])
            elif name in ("ASSERT", "ASSERT_NOT"):
                walk(argument[1])
            elif name == "ATOMIC_GROUP":
                walk(argument)

    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    walk(_parser.parse(pattern.pattern, flags))
    return list(found) or ["x"]


def list_units(characters: list[str], rng: random.Random) -> Iterator[str]:
    """Yield single characters, pairs and triples, some of them if there are many."""
    some = characters if len(characters) <= 24 else rng.sample(characters, 24)
    yield from some
    pairs = ["".join(pair) for pair in product(some, repeat=2) if pair[0] != pair[1]]
    yield from pairs if len(pairs) <= 24 else rng.sample(pairs, 24)
    for _ in range(12):
        yield "".join(rng.choices(some, k=3))


class TooLongError(Exception):
    """A call did not end within the limit of processor time."""


def measure(pattern: re.Pattern[Any], method: str, text: str, limit: float) -> float:
    """Return the processor time of a call; raise TooLongError after `limit` seconds of it."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    blank: Any = b"" if isinstance(pattern.pattern, bytes) else ""
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    started = time.process_time()
    try:
        call: Callable[..., Any] = getattr(pattern, method)
        result = call(blank, subject) if method in ("sub", "subn") else call(subject)
        if method == "finditer":
            for _ in result:
                pass
        return time.process_time() - started
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def find_slow(pattern: re.Pattern[Any], method: str, seed: str, lengths: tuple[int, int] = (SHORT, LONG)) -> str | None:
    """Return a text, in short, for which the work grows faster than its length; None if there is none."""
    rng = random.Random(seed)
    characters = list_characters(pattern)
    for unit in list_units(characters, rng):
        beginning = "".join(rng.choices(characters, k=2))
        for start, end in (("", ENDS[0]), ("", ENDS[1]), (beginning, ENDS[1])):
            text = [start + (unit * (length // len(unit))) + end for length in lengths]
            try:
                if measure(pattern, method, text[1], LIMIT) < NOISE:
                    continue
                # The least of several times is the one with the least other work in it.
                shorter, longer = (min(measure(pattern, method, one, LIMIT) for _ in range(3)) for one in text)
            except TooLongError:
                return f"{start!r} + {unit!r} * n + {end!r}: more than {LIMIT} s"
            if longer > NOISE and longer > WORST_RATIO * shorter:
                return f"{start!r} + {unit!r} * n + {end!r}: {shorter:.4f} s, {longer:.4f} s"
    return None


@pytest.mark.parametrize("name", list_patterns())
def test_the_work_of_a_pattern_is_linear(name: str) -> None:
    pattern, methods = list_patterns()[name]
    found = {method: slow for method in methods if (slow := find_slow(pattern, method, name))}
    assert not found, f"{name} {pattern.pattern!r}"


@pytest.mark.parametrize("pattern", [r"\s+x", r"(a+)+$", r"<[^>]*>b", r"[ab]*c[ab]*d"])
def test_a_pattern_that_is_not_linear_is_noticed(pattern: str) -> None:
    # Half of the lengths is enough to notice these, and takes a quarter of the time.
    assert find_slow(re.compile(pattern), "search", "test", (SHORT // 2, LONG // 2))


def test_patterns_of_every_package_are_found() -> None:
    found = {name.split(".")[1] for name in list_patterns()}
    assert {"containers", "forms", "normalise"} <= found and len(list_patterns()) > 80
