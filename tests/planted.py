"""How well rules and tables find what the invented city plants: flagged, recall and precision of each kind of offence."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from ingestion.sql import quote
from orchestration.demo.offences import Offence

_NARRATIVES = "field_code in ('achievements', 'problems', 'improvements')"
_NATIONAL = "scheme_key in (select scheme_key from marts.dim_scheme where scheme_code = 'mof_2020')"
_COPIED = (Offence.COPIED, Offence.NEARLY_COPIED)  # a copy of a copy is identical to it
# What flags an evaluation for kinds of offences: SQL with evaluation_key.
SIGNALS: dict[tuple[Offence, ...], str] = {
    (Offence.INFLATED,): "select evaluation_key from marts.fct_rule_results"
    " where rule_code = 'execution_score_plausible' and outcome = 'fail'",
    (Offence.TARGET_MISSED,): "select evaluation_key from marts.fct_indicator_scores"
    " where target_operator = '>=' and actual_number < target_number and target_unit is not distinct from actual_unit"
    " and self_score_points = weight_points",
    (Offence.UNEXPLAINED,): "select evaluation_key from marts.rpt_projects"
    f" where unexplained_loss_count > 0 and {_NATIONAL}",
    (Offence.JUMPED,): "select evaluation_key from marts.rpt_projects where score_change_points >= 10",
    _COPIED: f"select evaluation_key from marts.fct_text_reuse where {_NARRATIVES}",
    (Offence.OVERRATED,): "select evaluation_key from marts.rpt_projects"
    " where total_score_computed_points - reviewer_score_points >= 8",
    (Offence.RENAMED,): "select evaluation_key from marts.fct_evaluations join marts.dim_department as printed"
    " using (department_key) where budget_unit_name <> (select max_by(latest.budget_unit_name, latest.valid_from)"
    " from marts.dim_department as latest where latest.budget_unit_code = printed.budget_unit_code)",
}
# What flags an expected evaluation: conditions on filing_coverage.
FILING_SIGNALS = {Offence.MISSING: "filing_status = 'missing'", Offence.LATE: "coalesce(is_late, false)"}


class Measure(NamedTuple):
    """Counts of evaluations: planted and admitted, flagged, flagged rightly; and without this offence."""

    planted: int
    flagged: int
    found: int
    innocent: int

    @property
    def recall(self) -> float:
        """Share of the planted evaluations that are flagged."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the flagged evaluations that are planted."""
        return self.found / self.flagged if self.flagged else 1.0

    @property
    def flagged_innocents(self) -> float:
        """Share of the evaluations without this offence that are flagged."""
        return (self.flagged - self.found) / self.innocent


def measure_signals(release: Path, offences: Path) -> dict[str, Measure]:
    """Compare what a release flags with the offences.csv of its city.

    Only admitted evaluations count, for missing and late filing all that are expected.
    """
    measures = {}
    with _open(release, offences) as connection:
        for kinds, signal in SIGNALS.items():
            row = connection.execute(
                f"""
                with guilty as (
                    select distinct evaluation_key from planted_evaluations where list_contains(?, kind)
                ), flagged as (
                    select evaluation_key from marts.rpt_projects where evaluation_key in ({signal})
                )
                select (select count(*) from guilty), (select count(*) from flagged),
                    (select count(*) from guilty join flagged using (evaluation_key)),
                    (select count(*) from marts.rpt_projects) - (select count(*) from guilty)
                """,
                [list(kinds)],
            ).fetchone()
            assert row is not None
            measures[", ".join(kinds)] = Measure(*row)
        for kind, condition in FILING_SIGNALS.items():
            row = connection.execute(
                f"""
                with names as (
                    select distinct budget_unit_code, budget_unit_name as unit from marts.dim_department
                ), compared as (
                    select {condition} as is_flagged, exists (
                        select 1 from planted join names using (unit)
                        where names.budget_unit_code = coverage.budget_unit_code and planted.kind = ?
                            and planted.project = coverage.project_name and planted.year = coverage.fiscal_year
                    ) as is_guilty
                    from marts.filing_coverage as coverage
                )
                select count(*) filter (where is_guilty), count(*) filter (where is_flagged),
                    count(*) filter (where is_guilty and is_flagged), count(*) filter (where not is_guilty)
                from compared
                """,
                [kind],
            ).fetchone()
            assert row is not None
            measures[kind] = Measure(*row)
    return measures


def measure_worklist(release: Path, offences: Path, share: float) -> Measure:
    """Compare the first part of each year's review worklist with the evaluations in which anything is planted."""
    with _open(release, offences) as connection:
        row = connection.execute(
            """
            with guilty as (
                select distinct evaluation_key from planted_evaluations where kind not in ('renamed', 'late', 'missing')
            ), ranked as (
                select evaluation_key, year_rank <= ceil(? * count(*) over (partition by fiscal_year)) as is_first
                from marts.rpt_review_worklist
            )
            select count(*) filter (where evaluation_key in (from guilty)),
                count(*) filter (where is_first),
                count(*) filter (where is_first and evaluation_key in (from guilty)),
                count(*) filter (where evaluation_key not in (from guilty))
            from ranked
            """,
            [share],
        ).fetchone()
    assert row is not None
    return Measure(*row)


def measure_rules(release: Path, offences: Path) -> list[tuple[str, str, int, int, list[str]]]:
    """Return code and severity of each plausibility rule, and how many admitted evaluations fail it.

    The last two: how many of these have something planted, and what that is, most frequent first.
    """
    with _open(release, offences) as connection:
        return connection.execute(
            """
            with failed as (
                select rule_code, severity, evaluation_key
                from marts.fct_rule_results
                join marts.dim_quality_rule using (rule_code)
                join marts.fct_evaluations using (evaluation_key)
                where outcome = 'fail' and rule_kind = 'plausibility'
            ), kinds as (
                select rule_code, severity, kind, count(*) as n from failed
                join planted_evaluations using (evaluation_key) where kind not in ('renamed', 'late', 'missing') group by all
            )
            select rule_code, severity, count(*),
                count(*) filter (evaluation_key in (select evaluation_key from planted_evaluations where kind not in ('renamed', 'late', 'missing'))),
                coalesce((
                    select list(kind || ' ' || n order by n desc, kind) from kinds
                    where kinds.rule_code = failed.rule_code and kinds.severity = failed.severity
                ), [])
            from failed group by rule_code, severity order by rule_code, severity
            """
        ).fetchall()


@contextmanager
def _open(release: Path, offences: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release with a table of what is planted in its city."""
    with offences.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    with duckdb.connect() as connection:
        connection.execute(f"attach {quote(str(release))} as release (read_only)")
        connection.execute("use release")
        connection.execute("create temp table planted (unit varchar, project varchar, year integer, kind varchar)")
        connection.executemany("insert into planted values (?, ?, ?, ?)", rows)
        connection.execute(
            """
            create temp table planted_evaluations as
            select distinct evaluation_key, kind from planted join marts.rpt_projects
                on unit = budget_unit_name and nfc_normalize(translate(project, '（）', '()')) = project_name
                and year = fiscal_year
            """
        )
        yield connection
