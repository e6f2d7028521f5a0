"""Write the schema `catalog` of a release: the catalogue as tables, so that the file describes itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from ingestion.sql import quote
from orchestration.dbt.indicators import PREFIX, list_indicators
from orchestration.publication.catalogue import UNITS, Column, Kind, Table, split_languages
from orchestration.publication.metrics import list_rows, read_metrics
from orchestration.publication.publication_metadata import PublicationMetadata

SCHEMA = "catalog"
_QUALITY: Kind = "quality"


def _table(name: str, label_zh: str, en: str, zh: str, *columns: tuple[str, str, str, str, str]) -> Table:
    """Describe a table of the catalogue; `columns` are name, type, label and description in both languages."""
    described = tuple(Column(*column, additivity="attribute") for column in columns)
    return Table(name, label_zh, en, zh, _QUALITY, described, grain=(columns[0][0],), is_public=True)


TABLES = (
    _table(
        "about",
        "说明",
        "One row: what this release is, who publishes it and how it may be used.",
        "仅一行：本次发布的内容、发布方与使用条件。",
        ("title_zh", "varchar", "标题", "Title in Chinese.", "中文标题。"),
        ("title_en", "varchar", "标题（英文）", "Title in English.", "英文标题。"),
        ("release_id", "varchar", "数据版本", "Number of the release.", "数据版本。"),
        ("released_at", "timestamp", "发布时间", "When it was released, UTC.", "发布时间（UTC）。"),
        ("publisher", "varchar", "发布方", "Who publishes it (JIXIAO_PUBLISHER).", "发布方。"),
        ("licence", "varchar", "许可", "How it may be used (JIXIAO_LICENCE).", "使用许可。"),
        ("citation", "varchar", "引用格式", "How to cite it (JIXIAO_CITATION).", "引用格式。"),
        ("contact", "varchar", "联系方式", "Whom to ask (JIXIAO_CONTACT).", "联系方式。"),
        (
            "is_everything_public",
            "boolean",
            "是否全部公开",
            "Whether open data hold private tables and columns too (JIXIAO_PUBLISH_ALL).",
            "开放数据是否包含默认不公开的内容。",
        ),
    ),
    _table(
        "columns",
        "字段目录",
        "One row per column of the marts, in the order of the table.",
        "数据集市的每个字段一行，按表内次序。",
        ("table_name", "varchar", "表名", "Table, see catalog.tables.", "所属的表。"),
        ("column_name", "varchar", "字段名", "Name of the column.", "字段名。"),
        ("column_ordinal", "integer", "次序", "Place in its table, from 1.", "表内次序，从 1 起。"),
        ("data_type", "varchar", "类型", "Type in SQL.", "SQL 类型。"),
        ("label_zh", "varchar", "标签", "Name in the Chinese view (schema 绩效).", "中文视图中的字段名。"),
        ("description_zh", "varchar", "说明", "Meaning in Chinese.", "中文说明。"),
        ("description_en", "varchar", "说明（英文）", "Meaning in English.", "英文说明。"),
        (
            "unit",
            "varchar",
            "单位代码",
            f"Unit of a number: {', '.join(UNITS)}; a rate of 1 is 100 %, a difference of 1 is 100 percentage points; "
            "NULL where it has none.",
            "数值单位代码，比值 1 即 100%，差值 1 即 100 个百分点；无单位为空。",
        ),
        ("unit_zh", "varchar", "单位", "Unit in Chinese.", "数值单位。"),
        (
            "additivity",
            "varchar",
            "可加性",
            "additive; semi_additive: only within what the description names; not_additive; key; attribute.",
            "可加、部分可加（限说明所述范围）、不可加、键、属性。",
        ),
        ("is_nullable", "boolean", "是否可空", "Whether a test does not forbid NULL.", "是否允许为空。"),
        ("is_public", "boolean", "是否公开", "Whether open data of this release hold it.", "是否包含在开放数据中。"),
    ),
    _table(
        "indicators",
        "分析指标目录",
        "One row per indicator model: what it measures, how it is computed, read and rolled up.",
        "每个分析指标一行：含义、计算、解读与汇总方式。",
        ("indicator_model_code", "varchar", "分析指标代码", "Code: the dbt model is ind_<code>.", "分析指标代码。"),
        ("name_zh", "varchar", "名称", "Name in Chinese.", "中文名称。"),
        ("name_en", "varchar", "名称（英文）", "Name in English.", "英文名称。"),
        ("definition_zh", "varchar", "定义", "What it measures, in Chinese.", "指标定义。"),
        ("definition_en", "varchar", "定义（英文）", "What it measures, in English.", "英文定义。"),
        (
            "unit",
            "varchar",
            "单位",
            "Unit of the value: rate, share, percentage_points, yuan, points or count.",
            "分析指标结果的单位。",
        ),
        ("direction", "varchar", "方向", "higher_is_better, lower_is_better or neutral.", "指标方向。"),
        ("formula_zh", "varchar", "公式", "Formula in Chinese.", "公式。"),
        ("formula_en", "varchar", "公式（英文）", "Formula in English.", "英文公式。"),
        ("basis", "varchar", "依据", "What it rests on.", "依据。"),
        ("rollup", "varchar", "汇总方式", "ratio_of_sums, sum or none.", "汇总方式。"),
        ("example", "varchar", "算例", "A worked example.", "算例。"),
        ("reading_zh", "varchar", "解读", "How to read it, in Chinese.", "如何解读。"),
        ("reading_en", "varchar", "解读（英文）", "How to read it, in English.", "英文解读。"),
        ("caution_zh", "varchar", "注意", "When not to use it, in Chinese.", "使用限制。"),
        ("caution_en", "varchar", "注意（英文）", "When not to use it, in English.", "英文使用限制。"),
        ("owner", "varchar", "负责方", "Who answers for it.", "负责方。"),
        ("version", "varchar", "版本", "Version of the definition.", "定义版本。"),
        (
            "release_status",
            "varchar",
            "发布状态",
            "released, or withheld: then this release holds no value of it.",
            "已发布或暂缺；暂缺时本次发布不含其值。",
        ),
    ),
    _table(
        "metrics",
        "度量目录",
        "One row per metric: each published sum, count and ratio, defined once in the semantic models of dbt.",
        "每个度量一行：已公布的合计、计数与比率，均在语义模型中定义一次。",
        ("metric_name", "varchar", "度量", "Name of the metric.", "度量名。"),
        ("label_zh", "varchar", "名称", "Name in Chinese.", "中文名称。"),
        ("label_en", "varchar", "名称（英文）", "Name in English.", "英文名称。"),
        ("description_zh", "varchar", "说明", "Meaning in Chinese.", "中文说明。"),
        ("description_en", "varchar", "说明（英文）", "Meaning in English.", "英文说明。"),
        (
            "metric_kind",
            "varchar",
            "种类",
            "simple: over the rows of a fact; ratio: of two metrics; derived: an expression of metrics.",
            "简单、比率、派生。",
        ),
        ("formula", "varchar", "公式", "In terms of columns or of other metrics.", "以字段或其他度量表示的公式。"),
        ("unit", "varchar", "单位代码", "Unit, as in catalog.columns.", "单位代码。"),
        ("additivity", "varchar", "可加性", "As in catalog.columns.", "可加性。"),
        (
            "published_in",
            "varchar",
            "公布位置",
            "Columns that publish it, as table.column, by comma.",
            "公布该度量的字段，以逗号分隔。",
        ),
        ("query", "varchar", "查询", "SQL that computes it over all of the release.", "计算全库合计的 SQL。"),
    ),
    _table(
        "releases",
        "发布目录",
        "One row per release ever made up to this one, kept or not.",
        "截至本次的每次发布一行，不论是否仍保留。",
        ("release_id", "varchar", "数据版本", "Number of the release.", "数据版本。"),
        ("released_at", "timestamp", "发布时间", "When it was released, UTC.", "发布时间（UTC）。"),
        ("last_load_id", "varchar", "最近加载批次", "Newest landing load in it.", "所含的最近加载批次。"),
        ("table_count", "integer", "表数", "Tables of its marts.", "数据集市的表数。"),
        ("row_count", "bigint", "行数", "Rows of all of them.", "各表行数合计。"),
        ("is_this_release", "boolean", "是否本次", "Whether it is this release.", "是否为本次发布。"),
    ),
    _table(
        "rules",
        "规则目录",
        "One row per rule that forms are held to.",
        "表格须遵守的每条规则一行。",
        ("rule_code", "varchar", "规则代码", "Code of the rule.", "规则代码。"),
        ("rule_name_zh", "varchar", "规则名称", "Name in Chinese.", "规则名称。"),
        ("rule_name_en", "varchar", "规则名称（英文）", "Name in English.", "规则英文名称。"),
        ("finding_name_zh", "varchar", "发现名称", "Name of its finding in Chinese.", "发现名称。"),
        ("finding_name_en", "varchar", "发现名称（英文）", "Name of its finding in English.", "发现英文名称。"),
        (
            "rule_kind",
            "varchar",
            "规则类型",
            "arithmetic, threshold, completeness, consistency or plausibility.",
            "算术、阈值、完整、一致、合理。",
        ),
        ("severities", "varchar", "各种自评表样的严重程度", "Severity in each scheme.", "各种自评表样中的严重程度。"),
        ("is_locked", "boolean", "是否锁定", "Whether its severity cannot be lowered.", "严重程度是否不可降低。"),
        ("rule_basis", "varchar", "规则依据", "What the rule rests on.", "规则的依据。"),
    ),
    _table(
        "tables",
        "表目录",
        "One row per table of the marts.",
        "数据集市的每张表一行。",
        ("table_name", "varchar", "表名", "Name of the table in the schema marts.", "表名。"),
        ("label_zh", "varchar", "标签", "Name of the Chinese view (schema 绩效).", "中文视图名。"),
        ("description_zh", "varchar", "说明", "What a row is, in Chinese.", "每行的含义。"),
        ("description_en", "varchar", "说明（英文）", "What a row is, in English.", "每行含义的英文说明。"),
        ("kind", "varchar", "类别", "fact, dimension, report or quality.", "事实、维度、报表或质量。"),
        (
            "grain",
            "varchar",
            "粒度",
            "Columns that tell rows apart, by comma; NULL where none do.",
            "区分各行的字段，以逗号分隔；无则为空。",
        ),
        ("is_public", "boolean", "是否公开", "Whether open data of this release hold it.", "是否包含在开放数据中。"),
        (
            "public_rows",
            "varchar",
            "公开行条件",
            "Condition on the rows that open data hold; NULL where all.",
            "公开的行须满足的条件；全部公开为空。",
        ),
        ("row_count", "bigint", "行数", "Number of rows.", "行数。"),
    ),
    _table(
        "terms",
        "术语表",
        "One row per word with a fixed meaning.",
        "每个有固定含义的用语一行。",
        ("term_code", "varchar", "术语代码", "Code of the term.", "术语代码。"),
        ("name_zh", "varchar", "用语", "Name in Chinese.", "中文用语。"),
        ("short_name_zh", "varchar", "简称", "Shorter name in Chinese; NULL where there is none.", "简称；无则为空。"),
        ("name_en", "varchar", "用语（英文）", "Name in English.", "英文用语。"),
        ("former_names_zh", "varchar", "曾用名", "Names no longer used, between |.", "不再使用的用语，以 | 分隔。"),
        ("meaning_zh", "varchar", "含义", "Meaning in Chinese.", "中文含义。"),
        ("meaning_en", "varchar", "含义（英文）", "Meaning in English.", "英文含义。"),
    ),
)


def write_catalogue(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Sequence[Table],
    manifest: Mapping[str, Any],
    metadata: PublicationMetadata,
    ledger: Sequence[Mapping[str, Any]],
) -> None:
    """Create the schema `catalog` in the current database. The last record of `ledger` is that of this release.

    The build is attached as `build`: its seed `glossary` becomes `catalog.terms`.
    """
    this = ledger[-1]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "about": [metadata.as_row()],
        "columns": [row for table in catalogue for row in _list_columns(table)],
        "indicators": _list_indicators(connection, manifest),
        "metrics": list_rows(read_metrics(manifest)),
        "releases": [_describe_release(record, record is this) for record in ledger],
        "rules": connection.execute(
            "select rule_code, rule_name_zh, rule_name_en, finding_name_zh, finding_name_en, rule_kind, severities, "
            "is_locked, rule_basis "
            "from marts.dim_quality_rule where rule_key > 0 order by rule_code"
        ).fetchall(),
        "tables": [_describe_table(table, this["tables"][table.name]) for table in catalogue],
        "terms": connection.execute(
            "select term_code, name_zh, short_name_zh, name_en, former_names_zh, meaning_zh, meaning_en "
            "from build.reference.glossary order by rowid"
        ).fetchall(),
    }
    connection.execute(f"create schema {SCHEMA}")
    for table in TABLES:
        _create(connection, table)
        places = ", ".join("?" for _ in table.columns)
        if rows[table.name]:
            connection.executemany(f"insert into {SCHEMA}.{table.name} values ({places})", rows[table.name])


def _create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    place = f"{SCHEMA}.{table.name}"
    columns = ", ".join(f"{column.name} {column.data_type}" for column in table.columns)
    connection.execute(f"create table {place} ({columns})")
    connection.execute(f"comment on table {place} is {quote(f'{table.description_en} {table.description_zh}')}")
    for column in table.columns:
        text = quote(f"{column.description_en} {column.description_zh}")
        connection.execute(f"comment on column {place}.{column.name} is {text}")


def _list_columns(table: Table) -> list[tuple[Any, ...]]:
    return [
        (
            table.name, column.name, ordinal, column.data_type, column.label_zh, column.description_zh,
            column.description_en, column.unit, UNITS[column.unit] if column.unit else None, column.additivity,
            column.is_nullable, table.is_public and column.is_public,
        )
        for ordinal, column in enumerate(table.columns, 1)
    ]  # fmt: skip


def _list_indicators(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return a row for each indicator model, including excluded ones, from its YAML."""
    query = "select indicator_model_code, release_status from marts.indicator_status"
    statuses = dict(connection.execute(query).fetchall())
    (table,) = (table for table in TABLES if table.name == "indicators")
    names = [column.name for column in table.columns[1:-1]]
    rows = []
    for code in list_indicators(manifest):
        meta = dict(manifest["nodes"][PREFIX + code]["config"]["meta"])
        for name in ("reading", "caution"):
            english, chinese = split_languages(str(meta.get(name) or ""))
            meta |= {f"{name}_en": english or None, f"{name}_zh": chinese or None}
        values = (None if meta.get(name) is None else str(meta[name]) for name in names)
        rows.append((code, *values, statuses.get(code, "withheld")))
    return rows


def _describe_release(record: Mapping[str, Any], is_this: bool) -> tuple[Any, ...]:
    tables, load = record["tables"], record["fingerprint"]["landing"]
    at = record["released_at"].removesuffix("+00:00")
    return record["release_id"], at, load, len(tables), sum(tables.values()), is_this


def _describe_table(table: Table, row_count: int) -> tuple[Any, ...]:
    grain = ", ".join(table.grain) or None
    return (
        table.name, table.label_zh, table.description_zh, table.description_en, table.kind, grain, table.is_public,
        table.public_rows, row_count,
    )  # fmt: skip
