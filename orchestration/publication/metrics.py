"""The metrics: each published sum, count and ratio as the semantic models of the dbt project define it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.publication.catalogue import ADDITIVITIES, MEASURES, SCHEMA, UNITS, split_languages
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT

PATH = PROJECT / "docs" / "metrics.md"
_INTRODUCTION = """\
# Metrics 度量

Made from `dbt_project/models/semantic` by `make docs`; edit the YAML there, not this page. Each published sum, count
and ratio is defined once, as a metric of dbt's semantic layer. A tool that reads dbt's semantic models computes it by
any dimension (MetricFlow, for one), and every release lists all of them with SQL in `catalog.metrics`. A test computes
each metric from its definition with MetricFlow and finds the same number in every column that publishes it.

A ratio is a quotient of sums: compute it from its two metrics at the level you need, never from ratios of a lower
level.
"""


@dataclass(frozen=True)
class Metric:
    """A metric: names and meaning in both languages, unit, how it adds up, formula, and where it is published.

    `formula` is written in terms of columns (a sum or count) or of other metrics (a ratio or an expression); `query` is
    SQL that computes the metric over all of a release. `published` lists columns as `table.column` (of the marts) or
    `schema.table.column`.
    """

    name: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    kind: str
    formula: str
    unit: str
    additivity: str
    published: tuple[str, ...]
    query: str


def read_metrics(manifest: Mapping[str, Any]) -> tuple[Metric, ...]:
    """Every metric of dbt's manifest, by name.

    Raises StageError that names each metric without a label or description in both languages, with an unknown unit or
    additivity, or published in a column that does not exist.
    """
    measures = {
        measure["name"]: (model["node_relation"]["alias"], measure)
        for model in manifest["semantic_models"].values()
        for measure in model["measures"]
    }
    nodes = {str(node["name"]): node for node in manifest["metrics"].values()}
    metrics = tuple(_read_metric(nodes[name], nodes, measures) for name in sorted(nodes))
    columns = _list_columns(manifest)
    gaps = [gap for metric in metrics for gap in _find_gaps(metric, columns)]
    if gaps:
        raise StageError(f"the metrics have gaps: {'; '.join(gaps)}", gaps[0].split(":")[0])
    return metrics


def _read_metric(
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    measures: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> Metric:
    meta = node["config"]["meta"]
    english, chinese = split_languages(node["description"])
    formula, query = _write_formula(node, nodes, measures)
    return Metric(
        name=node["name"],
        label_zh=meta.get("label_zh", ""),
        label_en=node["label"],
        description_zh=chinese,
        description_en=english,
        kind=node["type"],
        formula=formula,
        unit=meta.get("unit", ""),
        additivity=meta.get("additivity", ""),
        published=tuple(meta.get("published", ())),
        query=query,
    )


def _write_formula(
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    measures: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> tuple[str, str]:
    """Return the formula of a metric, and a query for all of a release."""
    name, parameters = node["name"], node["type_params"]
    if node["type"] == "simple":
        table, measure = measures[parameters["measure"]["name"]]
        formula = _write_aggregate(measure)
        return f"{formula} over {table}", f"select {formula} as {name} from {SCHEMA}.{table}"
    if node["type"] == "ratio":
        inputs = [parameters[part]["name"] for part in ("numerator", "denominator")]
        formula = f"{inputs[0]} / {inputs[1]}"
        expression = f"{inputs[0]} / nullif({inputs[1]}, 0)"
    else:
        inputs = [part["name"] for part in parameters["metrics"]]
        formula = expression = " ".join(parameters["expr"].split())
    parts = ", ".join(f"({_write_formula(nodes[part], nodes, measures)[1]}) as {part}" for part in inputs)
    return formula, f"select {expression} as {name} from (select {parts}) as parts"


def _write_aggregate(measure: Mapping[str, Any]) -> str:
    expression = measure["expr"] or measure["name"]
    if measure["agg"] == "count_distinct":
        return f"count(distinct {expression})"
    return f"{measure['agg']}({expression})"


def _list_columns(manifest: Mapping[str, Any]) -> set[str]:
    """Return the places of all columns of the models, as metrics name them."""
    places = set()
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            prefix = "" if node["schema"] == SCHEMA else f"{node['schema']}."
            places |= {f"{prefix}{node['name']}.{column}" for column in node["columns"]}
    return places


def _find_gaps(metric: Metric, columns: set[str]) -> Iterator[str]:
    if not metric.label_zh:
        yield f"{metric.name}: add config.meta.label_zh"
    if not (metric.description_en and metric.description_zh):
        yield f"{metric.name}: describe it in English, then in Chinese"
    if metric.unit not in UNITS:
        yield f"{metric.name}: config.meta.unit is {metric.unit or 'missing'}; use one of {', '.join(UNITS)}"
    if metric.additivity not in MEASURES:
        found = metric.additivity or "missing"
        yield f"{metric.name}: config.meta.additivity is {found}; use one of {', '.join(MEASURES)}"
    for place in sorted(set(metric.published) - columns):
        yield f"{metric.name}: it is published in {place}, which is not a column of a model"


def write_page(metrics: Sequence[Metric]) -> str:
    """The page of metrics as Markdown."""
    lines = [_INTRODUCTION]
    lines += [
        "| metric 度量 | meaning 含义 | formula 公式 | unit 单位 | adds up 可加 | published in 公布位置 |",
        "|---|---|---|---|---|---|",
    ]
    for metric in metrics:
        places = "<br>".join(f"`{place}`" for place in metric.published) or "–"
        lines.append(
            f"| `{metric.name}` {metric.label_zh} | {metric.description_en} {metric.description_zh} "
            f"| `{metric.formula}` | {UNITS[metric.unit]} | {ADDITIVITIES[metric.additivity]} | {places} |"
        )
    return "\n".join(lines) + "\n"


def list_rows(metrics: Sequence[Metric]) -> list[tuple[Any, ...]]:
    """Return the rows of catalog.metrics."""
    return [
        (
            metric.name, metric.label_zh, metric.label_en, metric.description_zh, metric.description_en, metric.kind,
            metric.formula, metric.unit, metric.additivity, ", ".join(metric.published), metric.query,
        )
        for metric in metrics
    ]  # fmt: skip
