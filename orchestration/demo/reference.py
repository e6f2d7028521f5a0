"""Reference seeds of the invented city: its units, and the evaluations that they have to file."""

import csv
from collections.abc import Iterable
from pathlib import Path

from orchestration.demo.city import list_units, make_city
from orchestration.demo.filing import find_due_date

_CITY = "市级"
_DEPARTMENTS = (
    "budget_unit_code", "budget_unit_name", "name_kind", "valid_from", "valid_to", "note", "parent_unit_code", "region",
)  # fmt: skip
_EXPECTED = ("budget_unit_code", "project_name", "fiscal_year", "budget_yuan", "due_date")


def write_reference(folder: Path, size: int) -> None:
    """Write departments.csv, with all units of the table, and expected_evaluations.csv of a city into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = {unit.name: f"SL{number:03}" for number, unit in enumerate(list_units(), start=1)}
    _write(folder / "departments.csv", _DEPARTMENTS, _list_names(codes))
    expected = (
        (codes[due.unit.name], due.project.name, due.year, due.budget, find_due_date(due.year))
        for due in make_city(size)
    )
    _write(folder / "expected_evaluations.csv", _EXPECTED, expected)


def _list_names(codes: dict[str, str]) -> Iterable[tuple[object, ...]]:
    """Yield the official names of each unit. A unit of a district is below the unit of the city for the same field."""
    parents = {unit.bureau: codes[unit.name] for unit in list_units() if unit.district == _CITY}
    for unit in list_units():
        code = codes[unit.name]
        is_of_city = unit.district == _CITY
        rest = ("虚构", "" if is_of_city else parents[unit.bureau], "示例市" + ("" if is_of_city else unit.district))
        day = unit.renamed_on if unit.former_name else ""
        if unit.former_name:
            yield code, unit.former_name, "official", "", day, *rest
        yield code, unit.name, "official", day, "", *rest


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)
