"""Compare the truth of each form with its release: right, held, wrong, lost or extra."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from tests.corpus.draft import Draft
from tests.corpus.generate import Document
from tests.corpus.release import Read, Release
from tests.corpus.truth import Line, Truth

Verdict = Literal["right", "held", "held_wrongly", "wrong", "lost", "extra"]
_UNKNOWN = {None, "", "未知", "不适用", -1}
_FIELDS = (
    "project", "scheme", "unit", "supervising", "office", "fiscal_year", "evaluation_date", "is_recurring", "initial_budget", "budget",
    "prior_budget", "executed", "rate", "total", "grade",
)  # fmt: skip
_NARRATIVES = ("goal", "achievements", "problems", "improvements")
_LINE_FIELDS = ("category", "subcategory", "name", "weight", "score", "target", "actual")


@dataclass
class Difference:
    """A fact that differs from the printed one."""

    field: str
    printed: object
    read: object


@dataclass
class Outcome:
    """The outcome of a form."""

    document: str
    way: str
    project: str
    verdict: Verdict
    kinds: list[str]
    scheme: str
    must_be_right: bool
    detail: str = ""


def squash(text: object) -> str:
    """Return a text without spaces, invisible and raised characters and differences of width."""
    flat = "".join(
        sign for sign in str(text or "") if not unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))
    )
    folded = unicodedata.normalize("NFKC", flat)
    return "".join(
        sign for sign in folded if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Cn", "Mn")
    )


def compare_documents(documents: list[Document], release: Release) -> list[Outcome]:
    """Return the outcome of every form, and of every evaluation without a known form."""
    return [outcome for document in documents for outcome in _compare_document(document, release)]


def _compare_document(document: Document, release: Release) -> list[Outcome]:
    reads = list(release.evaluations.get(document.name, []))
    refused = release.refused.get(document.name, [])
    outcomes = []
    unmatched = list(document.drafts)
    for is_match in (_is_of_project_and_unit, _is_of_project):
        for draft in list(unmatched):
            read = next((read for read in reads if is_match(read, draft)), None)
            if read is not None:
                reads.remove(read)
                unmatched.remove(draft)
                outcomes.append(_judge(document, draft, read, refused))
    for draft in unmatched:  # by position, if the project name itself was misread
        read = reads.pop(0) if reads and draft.truth.expectation != "absent" else None
        outcomes.append(_judge(document, draft, read, refused))
    for read in reads:
        verdict: Verdict = "extra" if read.state == "admitted" else "held"
        if verdict == "extra":
            detail = f"{read.state} {read.project!r} form {read.ordinal}"
            kinds = document.drafts[0].kinds
            outcomes.append(
                Outcome(
                    document=document.name,
                    way=document.way,
                    project=read.project,
                    verdict=verdict,
                    kinds=kinds,
                    scheme=document.drafts[0].scheme,
                    must_be_right=False,
                    detail=detail,
                )
            )
    return outcomes


def _is_of_project(read: Read, draft: Draft) -> bool:
    return squash(read.project) == squash(draft.truth.project)


def _is_of_project_and_unit(read: Read, draft: Draft) -> bool:
    """Return the evaluation of the form's unit among several units that share a project."""
    return _is_of_project(read, draft) and squash(read.facts.get("unit")) == squash(draft.truth.unit)


def _judge(document: Document, draft: Draft, read: Read | None, refused: list[str]) -> Outcome:
    truth = draft.truth
    verdict, detail = _find_verdict(truth, read, refused)
    return Outcome(
        document=document.name,
        way=document.way,
        project=truth.project,
        verdict=verdict,
        kinds=draft.kinds,
        scheme=truth.scheme,
        must_be_right=truth.expectation == "right",
        detail=detail,
    )


def _find_verdict(truth: Truth, read: Read | None, refused: list[str]) -> tuple[Verdict, str]:
    if truth.expectation == "absent":
        return ("extra", "admitted a form that is not a filing") if read and read.state == "admitted" else ("right", "")
    if read is None:
        if not refused:
            return "lost", ""
        return ("held_wrongly" if truth.expectation == "right" else "held"), ", ".join(refused)
    if read.state == "quarantined":
        return ("held_wrongly" if truth.expectation == "right" else "held"), read.reasons
    if read.state != "admitted":
        return "wrong", f"state {read.state}"
    if truth.expectation == "held":
        return "wrong", f"admitted in spite of: {truth.reason}"
    differences = find_differences(truth, read)
    if differences:
        return "wrong", "; ".join(f"{one.field}: printed {one.printed!s}, read {one.read!s}" for one in differences[:4])
    return "right", ""


def find_differences(truth: Truth, read: Read) -> list[Difference]:
    """Return the facts of an admitted evaluation that differ from the printed ones."""
    pairs = [(name, getattr(truth, name), read.facts.get(name)) for name in _FIELDS]
    pairs += [(name, truth.narratives.get(name), read.facts.get(name)) for name in _NARRATIVES]
    found = [Difference(*pair) for pair in pairs if not _agrees(*pair, also=truth.also.get(pair[0], []))]
    found += [
        Difference(f"signs of {name}", "", read.facts[name])
        for name in ("project", "unit")
        if _is_unclean(read.facts[name])
    ]
    found += _compare_execution(truth, read)
    if len(truth.lines) != len(read.lines):
        return [*found, Difference("lines", len(truth.lines), len(read.lines))]
    for number, (line, printed) in enumerate(zip(read.lines, truth.lines, strict=True), start=1):
        found += _compare_line(number, printed, line, truth.also)
    return found


def _is_unclean(name: object) -> bool:
    """Whether a published name contains invisible characters."""
    return any(unicodedata.category(sign) in ("Cf", "Cc", "Cn", "Mn") for sign in str(name or ""))


def _compare_execution(truth: Truth, read: Read) -> list[Difference]:
    if read.execution is None and None in truth.also.get("execution_score", []):
        return []
    if truth.execution_score is None or read.execution is None:
        expected, seen = truth.execution_score, read.execution and read.execution["score"]
        return [] if expected is None and not seen else [Difference("execution_score", expected, seen)]
    pairs = (
        ("execution_weight", truth.execution_weight, read.execution["weight"]),
        ("execution_score", truth.execution_score, read.execution["score"]),
    )
    return [Difference(*pair) for pair in pairs if not _agrees(*pair, also=truth.also.get(pair[0], []))]


def _compare_line(number: int, printed: Line, line: dict[str, Any], also: dict[str, list[object]]) -> list[Difference]:
    found = []
    for name in _LINE_FIELDS:
        expected, seen = getattr(printed, name), line[name]
        if name == "weight" and seen is None and printed.weight_may_be_unknown:
            continue
        if name == "target" and not expected:
            expected = printed.target_value  # with operator and unit in separate cells
            parts = (
                printed.operator,
                f"{printed.operator}{expected}{printed.target_unit}",
                f"{expected}{printed.target_unit}",
            )
            if squash(seen) in map(squash, parts):
                continue
        if not _agrees(name, expected, seen, also=also.get(f"line:{number - 1}:{name}", [])):
            found.append(Difference(f"line {number} {name}", expected, seen))
    return found


def _agrees(name: str, printed: object, read: object, *, also: list[object]) -> bool:
    if any(_is_equal(name, one, read) for one in also):
        return True
    return _is_equal(name, printed, read)


def _is_equal(name: str, printed: object, read: object) -> bool:
    if name == "supervising" and read == "-":
        return True  # a release without this level
    if isinstance(printed, Decimal):
        return isinstance(read, Decimal) and printed == read
    if printed in _UNKNOWN:
        return not squash(read) or read in _UNKNOWN or (name in ("supervising",) and read is not None)
    if isinstance(printed, str):
        return squash(printed) == squash(read)
    return printed == read
