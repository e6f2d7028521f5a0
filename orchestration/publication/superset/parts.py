"""What a bundle is made of: metrics, datasets, charts, dashboards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Metric:
    """A measure of a dataset. `told_by` is the column of the catalogue (table.column) that labels it."""

    name: str
    expression: str
    told_by: str
    d3format: str
    unit: str = ""  # in place of 元


@dataclass(frozen=True)
class Dataset:
    """A query on the marts, plain SQL; `told_by` are the tables whose columns of the same names label its columns."""

    name: str
    title: str
    description: str
    sql: str
    told_by: tuple[str, ...]
    metrics: tuple[Metric, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Tables of the marts that the query reads."""
        return tuple(sorted(set(re.findall(r"\bmarts\.(\w+)", self.sql))))


@dataclass(frozen=True)
class Chart:
    """A chart of a dataset: Superset's kind of it, its settings, and its place: columns of twelve, height in pixels."""

    name: str
    title: str
    dataset: Dataset
    kind: str
    settings: Mapping[str, Any]
    width: int
    height: int = 320


@dataclass(frozen=True)
class Dashboard:
    """Rows of charts, the first of them beside a text."""

    name: str
    title: str
    text: str
    rows: tuple[tuple[Chart, ...], ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, as they are read."""
        return tuple(chart for row in self.rows for chart in row)

    @property
    def sources(self) -> tuple[str, ...]:
        """Tables of the marts behind it."""
        return tuple(sorted({source for chart in self.charts for source in chart.dataset.sources}))
