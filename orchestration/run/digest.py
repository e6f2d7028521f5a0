"""Count what needs attention in a release, for last_run.json and for the release asset in Dagster."""

from pathlib import Path
from typing import Any

from ingestion.sql import open_read_only

_COUNTS = """
    select
        (select count(*) from marts.fct_evaluations) as admitted,
        (select count(*) from marts.quarantined_evaluations) as quarantined,
        (select count(*) from marts.rejections) as rejections
"""
_GROUPS = {
    "quarantined_by_rule": """
        select rule_code, count(distinct evaluation_key)
        from marts.rule_findings
        inner join marts.quarantined_evaluations using (evaluation_key)
        where severity = 'blocking'
        group by rule_code order by 2 desc, 1
    """,
    "warnings_by_rule": """
        select rule_code, count(distinct evaluation_key)
        from marts.rule_findings
        inner join marts.fct_evaluations using (evaluation_key)
        where severity = 'warning'
        group by rule_code order by 2 desc, 1
    """,
    "indicators_without_value": """
        select models.indicator_model_code, count(*)
        from marts.fct_indicator_values as facts
        inner join marts.dim_indicator_model as models on facts.indicator_model_key = models.indicator_model_key
        group by models.indicator_model_code having count(facts.value) = 0 order by 1
    """,
    "unmapped_names": "select name_kind, count(*) from marts.unmapped_names group by name_kind order by 1",
    "corrections": """
        select correction_status, count(*) from marts.evaluation_corrections group by correction_status order by 1
    """,
}


def make_digest(release: Path) -> dict[str, Any]:
    """Return counts of a release: evaluations by state, findings by rule, unmapped names, corrections by status."""
    with open_read_only(release) as connection:
        cursor = connection.execute(_COUNTS)
        names = [column[0] for column in cursor.description]
        digest: dict[str, Any] = dict(zip(names, cursor.fetchall()[0], strict=True))
        return digest | {name: dict(connection.execute(query).fetchall()) for name, query in _GROUPS.items()}
