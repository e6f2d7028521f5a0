"""How the city's evaluations reach the inbox: which forms in which document, where, and in which of two nights.

The first night brings what was filed up to the last year's deadline. The second brings the late, corrected and revised
forms, copies under another name, and more of what cannot be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from orchestration.demo.city import YEARS, Evaluation, Unit, group_by_filing, make_city, revise, stream
from orchestration.demo.containers import draw_text, write_forms
from orchestration.demo.mistakes import make_mistake, make_slip
from orchestration.demo.national import print_national
from orchestration.demo.other_documents import make_other_form, make_unreadable
from orchestration.demo.paper import Paper
from orchestration.demo.shanghai import print_shanghai
from orchestration.demo.writers.archive import pack

Night = dict[str, bytes]  # documents by their path in the inbox

_LAST_YEAR = YEARS[-1]
_BROKEN, _SLIPPED, _REVISED, _CORRECTED = 0.05, 0.08, 0.06, 0.5  # shares
_LATE, _COPIED, _RESENT, _WRONG_AGAIN = 0.4, 0.02, 0.02, 0.1  # the last of those that were revised
_OTHER_FORM, _UNREADABLE = 0.2, 0.15  # chances of a unit and year
_USUAL = 0.8  # chance that a unit files in its usual container, else in text
_FORMS = {"txt": 4, "csv": 4, "html": 4, "xlsx": 5, "xls": 5, "docx": 2, "pdf": 1, "zip": 1}  # most in a document


def file_city(size: int) -> tuple[Night, Night]:
    """The documents of a city of so many evaluations, as they arrive in two nights."""
    nights: tuple[Night, Night] = ({}, {})
    other_forms, unreadable = count(), count()  # see to it that every kind occurs
    for unit, year, evaluations in group_by_filing(make_city(size)):
        draw = stream("filing", unit.name, year)
        folder = f"{year}/{unit.district}/{unit.name}"
        late = [evaluation for evaluation in evaluations if year == _LAST_YEAR and draw.random() < _LATE]
        punctual = [evaluation for evaluation in evaluations if evaluation not in late]
        in_time = _Filing(nights, draw, folder, night=0)
        for container, group in _group(draw, unit, punctual):
            in_time.send(container, group)
        in_time.pack(f"{unit.name}{year}年度自评表.zip")
        # What comes late is put into a folder of its own, without a year: the form or its date tells.
        afterwards = _Filing(nights, draw, f"补报/{unit.name}", night=1)
        for _, group in _group(draw, unit, late):
            afterwards.send("txt", group)
        if draw.random() < _OTHER_FORM:
            name, content = make_other_form(evaluations[0], next(other_forms))
            nights[0][f"{folder}/{name}"] = content
        if draw.random() < _UNREADABLE:
            name, content = make_unreadable(evaluations[-1], next(unreadable))
            nights[draw.random() < 0.3][f"{folder}/{name}"] = content
    return nights


def print_form(evaluation: Evaluation) -> tuple[Paper, bool]:
    """An evaluation's form as first filed, and whether a mistake keeps it out; some have a slip that only flags it."""
    paper = _print(evaluation)
    draw = evaluation.open_stream("first filing")
    kind = draw.random()
    if kind < _BROKEN:
        return make_mistake(paper, draw, evaluation.is_national), True
    if kind < _BROKEN + _SLIPPED:
        return make_slip(paper, draw, evaluation.is_national), False
    return paper, False


@dataclass
class _Filing:
    """What a unit files about a year in a folder, and what becomes of it in the second night."""

    nights: tuple[Night, Night]
    draw: Random
    folder: str
    night: int
    archived: Night = field(default_factory=dict)

    def send(self, container: str, evaluations: list[Evaluation]) -> None:
        """File a document of forms; a few come again under another name, corrected, or revised."""
        printed = [print_form(evaluation) for evaluation in evaluations]
        papers = [paper for paper, _ in printed]
        path = f"{self.folder}/{_name(evaluations)}"
        if container == "zip":
            self.archived[f"{_name(evaluations)}.docx"] = write_forms(papers, "docx")
        else:
            content = draw_text(papers, self.draw) if container == "txt" else write_forms(papers, container)
            self.nights[self.night][f"{path}.{container}"] = content
            if self.night == 0 and self.draw.random() < _COPIED:
                self.nights[1][f"{path}（副本）.{container}"] = content
            if self.night == 0 and self.draw.random() < _RESENT:
                self.nights[1][f"{path}（重发）.html"] = write_forms(papers, "html")
        is_replaceable = container == "txt" and len(papers) == 1
        for evaluation, (_, is_broken) in zip(evaluations, printed, strict=True):
            if is_broken and self.draw.random() < _CORRECTED:
                self._send_again(_print(evaluation), evaluation, "更正", is_replaceable)
            elif not is_broken and self.night == 0 and self.draw.random() < _REVISED:
                revised = revise(evaluation)
                paper = _print(revised)
                if self.draw.random() < _WRONG_AGAIN:
                    paper = make_mistake(paper, self.draw, evaluation.is_national)
                self._send_again(paper, revised, "修订", is_replaceable)

    def pack(self, name: str) -> None:
        """File what belongs into the year's archive, if there is anything."""
        if self.archived:
            self.nights[self.night][f"{self.folder}/{name}"] = pack(self.archived)

    def _send_again(self, paper: Paper, evaluation: Evaluation, mark: str, is_replaceable: bool) -> None:
        """File a newer version, as a document of its own or in place of one that holds nothing else."""
        path = f"{self.folder}/{_name([evaluation])}"
        is_replaced = is_replaceable and self.draw.random() < 0.5
        self.nights[1][f"{path}.txt" if is_replaced else f"{path}（{mark}）.txt"] = draw_text([paper], self.draw)


def _group(draw: Random, unit: Unit, evaluations: list[Evaluation]) -> Iterator[tuple[str, list[Evaluation]]]:
    """Evaluations by document, with its container."""
    waiting = list(evaluations)
    while waiting:
        container = unit.usual_container if draw.random() < _USUAL else "txt"
        size = draw.randint(1, _FORMS[container])
        yield container, waiting[:size]
        waiting = waiting[size:]


def _print(evaluation: Evaluation) -> Paper:
    return print_national(evaluation) if evaluation.is_national else print_shanghai(evaluation)


def _name(evaluations: list[Evaluation]) -> str:
    """A document's name: its project, or the first of several."""
    first = evaluations[0].project.name
    return f"{first}自评表" if len(evaluations) == 1 else f"{first}等{len(evaluations)}个项目自评表"
