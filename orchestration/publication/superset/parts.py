"""Parts of a bundle: metrics, datasets, charts, dashboards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Metric:
    """A measure of a dataset. `labelled_by` is the column of the catalogue (table.column) with its label."""

    name: str
    expression: str
    labelled_by: str
    d3format: str
    unit: str = ""  # in place of 元


@dataclass(frozen=True)
class Dataset:
    """A query on a release. `labelled_by` are tables of the marts with columns of the same names and their labels."""

    name: str
    title: str
    description: str
    sql: str
    labelled_by: tuple[str, ...]
    metrics: tuple[Metric, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the tables and views that the query reads."""
        return tuple(sorted(set(re.findall(r"\b(?:marts|reporting)\.(\w+)", self.sql))))


@dataclass(frozen=True)
class Chart:
    """A chart of a dataset: its type in Superset, its settings, width in twelfths and height in pixels."""

    name: str
    title: str
    dataset: Dataset
    kind: str
    settings: Mapping[str, Any]
    width: int
    height: int = 320


@dataclass(frozen=True)
class Dashboard:
    """Rows of charts; the first row begins with a text."""

    name: str
    title: str
    text: str
    rows: tuple[tuple[Chart, ...], ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return its charts in reading order."""
        return tuple(chart for row in self.rows for chart in row)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the tables and views that its charts read."""
        return tuple(sorted({source for chart in self.charts for source in chart.dataset.sources}))
