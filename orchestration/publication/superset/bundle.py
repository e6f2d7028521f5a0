"""Make the bundle: dashboards with their charts, datasets and database as files that Superset imports."""

import json
import shutil
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import duckdb
from psycopg.conninfo import conninfo_to_dict

from ingestion.sql import open_read_only
from orchestration.publication.superset.charts import COLOURS, FILTERS, GRADE_COLOURS
from orchestration.publication.superset.dashboards import DASHBOARDS
from orchestration.publication.superset.datasets import DATASETS, EVALUATIONS, LEVELS
from orchestration.publication.superset.parts import Chart, Dashboard, Dataset, Metric

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "jixiao")
_VERSION = "1.0.0"  # of Superset's format
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same release makes the same bytes
_MASK = "XXXXXXXXXX"  # Superset keeps the password that it has
_STYLE = ".pvtTable th { white-space: nowrap !important; word-break: keep-all !important; }"  # labels in one line
_ROW_HEIGHT = 8  # pixels of a unit of height in Superset's grid


class ColumnTexts(NamedTuple):
    """Label and description of a column in the catalogue."""

    label: str
    description: str


Catalogue = Mapping[tuple[str, str], ColumnTexts]


class BundleError(Exception):
    """No bundle can be made; the message is a sentence."""


def make_bundle(release: Path, postgres_url: str | None = None) -> dict[str, str]:
    """Return the files of the bundle by path. Labels are read from `release`, the DuckDB file of a release.

    The dashboards read the mirror at `postgres_url` if it is given, else the release's file. Raises BundleError.
    """
    engine = "postgresql" if postgres_url else "duckdb"
    with open_read_only(release) as connection:
        catalogue = _read_catalogue(connection)
        datasets = [_describe_dataset(dataset, catalogue, connection, engine) for dataset in DATASETS]
        grades = connection.execute(LEVELS).fetchall()
    labels = {
        part[f"{kind}_name"]: part["verbose_name"]
        for kind in ("column", "metric")
        for part in datasets[DATASETS.index(EVALUATIONS)][f"{kind}s"]
    }
    # A chart names the series of a metric by its name or its label.
    colours = {**COLOURS, **{labels[name]: colour for name, colour in COLOURS.items() if name in labels}}
    colours |= {grade: colour for (grade,), colour in zip(grades, GRADE_COLOURS, strict=False)}
    objects = {
        "metadata": {"version": _VERSION, "timestamp": "1980-01-01T00:00:00+00:00"},
        "databases/jixiao": _describe_database(release, postgres_url),
        **{f"datasets/{dataset.name}": text for dataset, text in zip(DATASETS, datasets, strict=True)},
        **{f"charts/{chart.name}": _describe_chart(chart) for board in DASHBOARDS for chart in board.charts},
        **{f"dashboards/{board.name}": _describe_dashboard(board, labels, colours) for board in DASHBOARDS},
    }
    # JSON is YAML.
    return {f"{path}.yaml": json.dumps(text, ensure_ascii=False, indent=1) for path, text in objects.items()}


def write_bundle(files: Mapping[str, str], folder: Path) -> Path:
    """Write the bundle as a folder, which is replaced, and as a zip file next to it; return the path of the zip."""
    target = folder.with_suffix(".zip")
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            bundle.writestr(zipfile.ZipInfo(f"{folder.name}/{name}", _FIXED_TIME), text)
    return target


def make_id(kind: str, name: str) -> str:
    """Return the UUID of a part. It is the same in every bundle, so that a new part replaces the former one."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))


def _read_catalogue(connection: duckdb.DuckDBPyConnection) -> Catalogue:
    rows = connection.execute(
        "select table_name, column_name, label_zh, description_zh, description_en from catalog.columns"
    ).fetchall()
    return {(table, column): ColumnTexts(label, f"{zh} {en}") for table, column, label, zh, en in rows}


def _describe_database(release: Path, postgres_url: str | None) -> dict[str, Any]:
    if postgres_url is None:
        uri, parameters = f"duckdb:///{release}", {"connect_args": {"read_only": True}}
    else:
        uri, parameters = _hide_password(postgres_url), {}
    return {
        "database_name": "绩效 Jixiao",
        "sqlalchemy_uri": uri,
        "password": "",
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"engine_params": parameters, "allows_virtual_table_explore": True},
        "uuid": make_id("database", "jixiao"),
        "version": _VERSION,
    }


def _hide_password(postgres_url: str) -> str:
    """Return the URL as Superset writes it, with a mask instead of the password."""
    parts = {name: str(value) for name, value in conninfo_to_dict(postgres_url).items() if value is not None}
    user = quote(parts.pop("user", ""), safe="")
    for secret in ("password", "sslpassword"):
        parts.pop(secret, None)
    name = quote(parts.pop("dbname", ""), safe="")
    host = parts.pop("host", "")
    port = parts.pop("port", "")
    if host.startswith("/") or "," in host:
        parts["host"], host = host, ""
        if port:
            parts["port"], port = port, ""
    place = f"{user}:{_MASK}@{host}" + (f":{port}" if port else "")
    return f"postgresql+psycopg2://{place}/{name}" + (f"?{urlencode(parts)}" if parts else "")


def _describe_dataset(
    dataset: Dataset, catalogue: Catalogue, connection: duckdb.DuckDBPyConnection, engine: str
) -> dict[str, Any]:
    columns = connection.execute(f"describe {dataset.sql}").fetchall()
    return {
        "table_name": dataset.title,
        "description": dataset.description,
        "schema": "marts",
        "catalog": None,
        "sql": dataset.sql,
        "source_db_engine": engine,
        "filter_select_enabled": True,
        "columns": [
            {
                "column_name": name,
                "verbose_name": (texts := _look_up(catalogue, dataset.labelled_by, name, dataset)).label,
                "description": texts.description,
                "type": kind,
                "is_dttm": False,
                "is_active": True,
                "groupby": True,
                "filterable": True,
            }
            for name, kind, *_ in columns
        ],
        "metrics": [_describe_metric(metric, dataset, catalogue) for metric in dataset.metrics],
        "uuid": make_id("dataset", dataset.name),
        "database_uuid": make_id("database", "jixiao"),
        "version": _VERSION,
    }


def _describe_metric(metric: Metric, dataset: Dataset, catalogue: Catalogue) -> dict[str, Any]:
    table, _, column = metric.labelled_by.partition(".")
    texts = _look_up(catalogue, (table,), column, dataset)
    label = texts.label.replace("（元）", f"（{metric.unit}）") if metric.unit else texts.label
    return {
        "metric_name": metric.name,
        "verbose_name": label,
        "description": texts.description,
        "expression": metric.expression,
        "d3format": metric.d3format,
    }


def _look_up(catalogue: Catalogue, tables: Sequence[str], column: str, dataset: Dataset) -> ColumnTexts:
    """Return label and description of a column in the first of the tables that has it."""
    for table in tables:
        if (table, column) in catalogue:
            return catalogue[table, column]
    raise BundleError(
        f"dataset {dataset.name}: the release's catalogue has no column {column} in {' or '.join(tables)}; "
        "name another in labelled_by (orchestration/publication/superset/datasets.py)"
    )


def _describe_chart(chart: Chart) -> dict[str, Any]:
    return {
        "slice_name": chart.title,
        "viz_type": chart.kind,
        "params": {"viz_type": chart.kind, "color_scheme": "d3Category20c", "adhoc_filters": [], **chart.settings},
        "query_context": None,
        "uuid": make_id("chart", chart.name),
        "dataset_uuid": make_id("dataset", chart.dataset.name),
        "version": _VERSION,
    }


def _describe_dashboard(board: Dashboard, labels: Mapping[str, str], colours: Mapping[str, str]) -> dict[str, Any]:
    numbers = {chart.name: number for number, chart in enumerate(board.charts, 1)}
    return {
        "dashboard_title": board.title,
        "slug": f"jixiao-{board.name}",
        "published": True,
        "css": _STYLE,
        "position": _lay_out(board, numbers),
        "metadata": {
            "native_filter_configuration": [
                _describe_filter(board, column, f"{labels[column]} {name}") for column, name in FILTERS.items()
            ],
            "label_colors": colours,
            "color_scheme": "d3Category20c",
            "cross_filters_enabled": True,
            "filter_bar_orientation": "HORIZONTAL",
            "refresh_frequency": 0,
        },
        "uuid": make_id("dashboard", board.name),
        "version": _VERSION,
    }


def _describe_filter(board: Dashboard, column: str, name: str) -> dict[str, Any]:
    return {
        "id": f"NATIVE_FILTER-{board.name}-{column}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": name,
        "description": "",
        "targets": [{"datasetUuid": make_id("dataset", "evaluations"), "column": {"name": column}}],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "controlValues": {"multiSelect": True, "sortAscending": True, "enableEmptyFilter": False},
    }


def _lay_out(board: Dashboard, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return the layout of a dashboard as Superset's tree: rows of charts, with a text at the start of the first."""
    first = board.rows[0]
    text = {
        "code": board.text,
        "width": 12 - sum(chart.width for chart in first),
        "height": first[0].height // _ROW_HEIGHT,
    }
    rows: list[list[tuple[str, str, dict[str, Any]]]] = [
        [
            (
                "CHART",
                chart.name,
                {
                    "chartId": numbers[chart.name],
                    "uuid": make_id("chart", chart.name),
                    "sliceName": chart.title,
                    "width": chart.width,
                    "height": chart.height // _ROW_HEIGHT,
                },
            )
            for chart in row
        ]
        for row in board.rows
    ]
    rows[0].insert(0, ("MARKDOWN", "text", text))
    names = [f"ROW-{number}" for number in range(len(rows))]
    tree: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "parents": ["ROOT_ID"], "children": names},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": board.title}},
    }
    for row_id, row in zip(names, rows, strict=True):
        ids = [f"{kind}-{name}" for kind, name, _ in row]
        tree[row_id] = {
            "type": "ROW", "id": row_id, "parents": ["ROOT_ID", "GRID_ID"], "children": ids,
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }  # fmt: skip
        for part_id, (kind, _, meta) in zip(ids, row, strict=True):
            parents = ["ROOT_ID", "GRID_ID", row_id]
            tree[part_id] = {"type": kind, "id": part_id, "parents": parents, "children": [], "meta": meta}
    return tree
