"""File the city's evaluations: which forms are in which document, in which folder, in which of two batches.

The first batch has the documents filed up to the last year's deadline. The second has late, corrected and revised
forms, copies under another name, and more unreadable files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from orchestration.demo.city import YEARS, Evaluation, Unit, group_by_filing, make_city, make_rng, revise
from orchestration.demo.containers import draw_text, write_forms
from orchestration.demo.mistakes import make_mistake, make_slip
from orchestration.demo.national import print_national
from orchestration.demo.offences import Offence
from orchestration.demo.other_documents import make_other_form, make_unreadable
from orchestration.demo.paper import Paper
from orchestration.demo.shanghai import print_shanghai
from orchestration.demo.writers.archive import pack


class Batch(dict[str, bytes]):
    """Documents by their path in the inbox; `filed_on` has the day on which each was filed, if it is known."""

    def __init__(self) -> None:
        super().__init__()
        self.filed_on: dict[str, date] = {}


_LAST_YEAR = YEARS[-1]
_BROKEN, _SLIPPED, _REVISED, _CORRECTED = 0.05, 0.08, 0.06, 0.5  # shares
_LATE, _LATE_BEFORE = 0.4, 0.03  # of the last year, which makes the second batch; of the years before
_COPIED, _RESENT, _WRONG_AGAIN = 0.02, 0.02, 0.1  # the last of those that were revised
_OTHER_FORM, _UNREADABLE = 0.2, 0.15  # chances of a unit and year
_USUAL = 0.8  # chance that a unit files in its usual container, else in text
_FORMS = {"txt": 4, "csv": 4, "html": 4, "xlsx": 5, "xls": 5, "docx": 2, "pdf": 1, "zip": 1}  # most in a document


def file_city(size: int) -> tuple[Batch, Batch]:
    """Return the documents of a city of so many evaluations, in two batches."""
    batches = (Batch(), Batch())
    other_forms, unreadable = count(), count()  # so that every kind occurs
    filed = [evaluation for evaluation in make_city(size) if not evaluation.is_missing]
    for unit, year, evaluations in group_by_filing(filed):
        rng = make_rng("filing", unit.name, year)
        folder = f"{year}/{unit.district}/{unit.name}"
        late = [evaluation for evaluation in evaluations if is_late(evaluation)]
        punctual = [evaluation for evaluation in evaluations if evaluation not in late]
        in_time = _Filing(batches, rng, folder, batch=0)
        for container, group in _group(rng, unit, punctual):
            in_time.send(container, group)
        in_time.pack(f"{unit.name}{year}年度自评表.zip", punctual)
        # Late forms are in a folder of their own. That of the last year has no year in its name: it is on the form, or
        # follows from its date.
        is_last = year == _LAST_YEAR
        late_folder = f"补报/{unit.name}" if is_last else f"{year}/补报/{unit.name}"
        afterwards = _Filing(batches, rng, late_folder, batch=1 if is_last else 0)
        for _, group in _group(rng, unit, late):
            afterwards.send("txt", group)
        if rng.random() < _OTHER_FORM:
            name, content = make_other_form(evaluations[0], next(other_forms))
            batches[0][f"{folder}/{name}"] = content
        if rng.random() < _UNREADABLE:
            name, content = make_unreadable(evaluations[-1], next(unreadable))
            batches[rng.random() < 0.3][f"{folder}/{name}"] = content
    return batches


def is_late(evaluation: Evaluation) -> bool:
    """Whether the evaluation is filed after the due date: a few each year, and the second batch of the last year."""
    return evaluation.make_rng("late").random() < (_LATE if evaluation.year == _LAST_YEAR else _LATE_BEFORE)


def find_due_date(year: int) -> date:
    """Return the last day on which evaluations of a fiscal year are filed in time."""
    return date(year + 1, 6, 15)


def list_offences(size: int) -> list[tuple[str, str, int, Offence]]:
    """Return unit as printed, project, fiscal year and kind of every offence of a city, in the order of evaluations."""
    found = []
    for evaluation in make_city(size):
        kinds = set(evaluation.offences)
        if evaluation.is_national and evaluation.unit.review == "harsh":
            kinds.add(Offence.OVERRATED)
        if is_late(evaluation):
            kinds.add(Offence.LATE)
        if evaluation.unit_name != evaluation.unit.name:
            kinds.add(Offence.RENAMED)
        if evaluation.is_missing:
            kinds = {Offence.MISSING}
        found += [(evaluation.unit_name, evaluation.project.name, evaluation.year, kind) for kind in sorted(kinds)]
    return found


def print_form(evaluation: Evaluation) -> tuple[Paper, bool]:
    """Return a form as first filed, and whether a mistake quarantines it; some have a slip that only flags them."""
    paper = _print(evaluation)
    rng = evaluation.make_rng("first filing")
    kind = rng.random()
    if kind < _BROKEN:
        return make_mistake(paper, rng, evaluation.is_national), True
    if kind < _BROKEN + _SLIPPED:
        return make_slip(paper, rng, evaluation.is_national), False
    return paper, False


@dataclass
class _Filing:
    """The documents that a unit files about a year in a folder, and their later versions in the second batch."""

    batches: tuple[Batch, Batch]
    rng: Random
    folder: str
    batch: int
    archived: dict[str, bytes] = field(default_factory=dict)

    def send(self, container: str, evaluations: list[Evaluation]) -> None:
        """File a document of forms; a few come again under another name, corrected, or revised."""
        printed = [print_form(evaluation) for evaluation in evaluations]
        papers = [paper for paper, _ in printed]
        path = f"{self.folder}/{_name(evaluations)}"
        if container == "zip":
            self.archived[f"{_name(evaluations)}.docx"] = write_forms(papers, "docx")
        else:
            content = draw_text(papers, self.rng) if container == "txt" else write_forms(papers, container)
            self._file(self.batch, f"{path}.{container}", content, evaluations)
            if self.batch == 0 and self.rng.random() < _COPIED:
                self._file(1, f"{path}（副本）.{container}", content, evaluations)
            if self.batch == 0 and self.rng.random() < _RESENT:
                self._file(1, f"{path}（重发）.html", write_forms(papers, "html"), evaluations)
        is_replaceable = container == "txt" and len(papers) == 1
        for evaluation, (_, is_broken) in zip(evaluations, printed, strict=True):
            if is_broken and self.rng.random() < _CORRECTED:
                self._send_again(_print(evaluation), evaluation, "更正", is_replaceable)
            elif not is_broken and self.batch == 0 and self.rng.random() < _REVISED:
                revised = revise(evaluation)
                paper = _print(revised)
                if self.rng.random() < _WRONG_AGAIN:
                    paper = make_mistake(paper, self.rng, evaluation.is_national)
                self._send_again(paper, revised, "修订", is_replaceable)

    def pack(self, name: str, evaluations: list[Evaluation]) -> None:
        """File the year's archive, if it has documents."""
        if self.archived:
            self._file(self.batch, f"{self.folder}/{name}", pack(self.archived), evaluations)

    def _file(self, batch: int, path: str, content: bytes, evaluations: list[Evaluation]) -> None:
        """File a document: a few days after its evaluations, up to the due date unless they are late or filed again."""
        rng = make_rng("day of filing", path)
        due = find_due_date(evaluations[0].year)
        after = max(evaluation.evaluated_on for evaluation in evaluations) + timedelta(days=rng.randrange(5))
        is_in_time = batch == 0 and not is_late(evaluations[0])
        self.batches[batch][path] = content
        self.batches[batch].filed_on[path] = min(after, due) if is_in_time else due + timedelta(rng.randrange(1, 75))

    def _send_again(self, paper: Paper, evaluation: Evaluation, mark: str, is_replaceable: bool) -> None:
        """File a newer version, as a document of its own or in place of one that contains only this form."""
        path = f"{self.folder}/{_name([evaluation])}"
        is_replaced = is_replaceable and self.rng.random() < 0.5
        name = f"{path}.txt" if is_replaced else f"{path}（{mark}）.txt"
        self._file(1, name, draw_text([paper], self.rng), [evaluation])


def _group(rng: Random, unit: Unit, evaluations: list[Evaluation]) -> Iterator[tuple[str, list[Evaluation]]]:
    """Yield the evaluations of each document, with its container."""
    rest = list(evaluations)
    while rest:
        container = unit.usual_container if rng.random() < _USUAL else "txt"
        size = rng.randint(1, _FORMS[container])
        yield container, rest[:size]
        rest = rest[size:]


def _print(evaluation: Evaluation) -> Paper:
    return print_national(evaluation) if evaluation.is_national else print_shanghai(evaluation)


def _name(evaluations: list[Evaluation]) -> str:
    """Return the name of a document: its project, or the first of several."""
    first = evaluations[0].project.name
    return f"{first}自评表" if len(evaluations) == 1 else f"{first}等{len(evaluations)}个项目自评表"
