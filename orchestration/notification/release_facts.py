"""Read from a release what the digest says about it: counts, headline figures, why forms are quarantined."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sql import open_read_only

_MOST_ROWS = 20  # of a list that is cut later; the total is counted
_COUNTS = """
    select
        info.admitted_evaluation_count as admitted,
        info.quarantined_evaluation_count as quarantined,
        info.rejection_count as rejections,
        (select count(*) from marts.evaluation_corrections where correction_status = 'applied') as corrected,
        (select count(*) from marts.evaluation_corrections where correction_status <> 'applied') as stale_corrections,
        (select count(*) from marts.filing_coverage where filing_status = 'missing') as missing,
        (select count(*) from marts.filing_coverage) as expected
    from marts.release_info as info
"""
_RECEIVED = """
    select
        load_id, files_seen_count, files_read_count, files_duplicate_count, files_rejected_count, files_set_aside_count,
        form_count
    from marts.load_reconciliation
    where load_id <> 'all'
"""
_YEARS = """
    select
        fiscal_year, sum(evaluation_count), sum(budget_unknown_count), sum(executed_unknown_count),
        sum(budget_yuan) filter (where evaluation_count > 0), sum(executed_yuan) filter (where evaluation_count > 0),
        sum(rated_executed_yuan), sum(rated_budget_yuan)
    from marts.rpt_execution_year
    group by fiscal_year
    order by fiscal_year desc
"""
_REASONS = """
    select rules.finding_name_zh, rules.finding_name_en, count(distinct findings.evaluation_key), count(*) over ()
    from marts.rule_findings as findings
    inner join marts.quarantined_evaluations as quarantined using (evaluation_key)
    inner join marts.dim_quality_rule as rules on findings.rule_code = rules.rule_code
    where findings.severity = 'blocking'
    group by rules.rule_code, rules.finding_name_zh, rules.finding_name_en
    order by count(distinct findings.evaluation_key) desc, rules.rule_code
    limit ?
"""
_UNITS = """
    select
        any_value(budget_unit_name), sum(quarantined_evaluation_count),
        sum(quarantined_evaluation_count + admitted_evaluation_count), count(*) over ()
    from marts.quality_scorecard
    group by budget_unit_code
    having sum(quarantined_evaluation_count) > 0
    order by sum(quarantined_evaluation_count) desc, budget_unit_code
    limit ?
"""
_QUARANTINED = """
    select evaluation_key, project_name, budget_unit_name, fiscal_year, reasons_zh, reasons_en, count(*) over ()
    from marts.quarantined_evaluations
    where not list_contains(cast(? as bigint[]), evaluation_key)
    order by budget_yuan desc nulls last, evaluation_key
    limit ?
"""
_REJECTED = """
    select relative_path, message_zh, action_zh, message_en, action_en, count(*) over ()
    from marts.rejections
    where not list_contains(cast(? as varchar[]), load_id)
    order by relative_path, first_line
    limit ?
"""


@dataclass(frozen=True)
class Year:
    """Admitted evaluations of a fiscal year: number, known budget and executed amount in yuan, execution rate (0 to 1).

    An amount is None if there are evaluations and no amount is known; the counts say how many amounts are unknown.
    """

    evaluations: int
    budget_unknown: int
    executed_unknown: int
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True)
class ReleaseFacts:
    """Facts of a release. Rows of lists end with the number of all rows; `loads` has the counts of files by load."""

    counts: dict[str, int]
    loads: dict[str, tuple[int, ...]]
    years: dict[int | None, Year]
    total: Year
    reasons: list[tuple[Any, ...]]
    units: list[tuple[Any, ...]]
    newly_quarantined: list[tuple[Any, ...]]
    newly_rejected: list[tuple[Any, ...]]


def read_facts(release: Path, former: Path | None) -> tuple[ReleaseFacts, ReleaseFacts | None]:
    """Read a release (its warehouse.duckdb) and the one before; the latter is None if its tables cannot be compared.

    Quarantined and rejected forms are new if the former release has none such. Raises duckdb.Error if the release
    cannot be read.
    """
    before, keys = None, list[int]()
    if former is not None:
        try:
            with _open(former) as connection:
                before = _read(connection, [], [])
                keys = [
                    key
                    for (key,) in connection.execute(
                        "select evaluation_key from marts.quarantined_evaluations"
                    ).fetchall()
                ]
        except duckdb.Error:
            before = None
    with _open(release) as connection:
        return _read(connection, keys, list(before.loads) if before else []), before


def _open(release: Path) -> duckdb.DuckDBPyConnection:
    return open_read_only(release)


def _read(connection: duckdb.DuckDBPyConnection, known_keys: list[int], known_loads: list[str]) -> ReleaseFacts:
    cursor = connection.execute(_COUNTS)
    counts = dict(zip((column[0] for column in cursor.description), cursor.fetchall()[0], strict=True))
    years = connection.execute(_YEARS).fetchall()
    return ReleaseFacts(
        counts,
        {row[0]: row[1:] for row in connection.execute(_RECEIVED).fetchall()},
        {row[0]: _sum_up([row]) for row in years},
        _sum_up(years),
        connection.execute(_REASONS, [_MOST_ROWS]).fetchall(),
        connection.execute(_UNITS, [_MOST_ROWS]).fetchall(),
        connection.execute(_QUARANTINED, [known_keys, _MOST_ROWS]).fetchall(),
        connection.execute(_REJECTED, [known_loads, _MOST_ROWS]).fetchall(),
    )


def _sum_up(rows: list[tuple[Any, ...]]) -> Year:
    """Add up years; the rate divides sums."""
    evaluations, budget_unknown, executed_unknown = (sum(int(row[index]) for row in rows) for index in range(1, 4))
    budget, executed, rated_executed, rated_budget = (
        sum((row[index] or Decimal(0) for row in rows), Decimal(0)) for index in range(4, 8)
    )
    return Year(
        evaluations,
        budget_unknown,
        executed_unknown,
        budget if budget_unknown < evaluations or not evaluations else None,
        executed if executed_unknown < evaluations or not evaluations else None,
        rated_executed / rated_budget if rated_budget else None,
    )
