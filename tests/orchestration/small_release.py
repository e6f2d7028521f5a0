"""A home with releases that have only the tables the digest reads, made in milliseconds."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

_TABLES = """
    create schema marts;
    create table marts.release_info (
        document_count bigint, admitted_evaluation_count bigint, quarantined_evaluation_count bigint,
        rejection_count bigint
    );
    create table marts.evaluation_corrections (correction_status varchar);
    create table marts.filing_coverage (filing_status varchar);
    create table marts.load_reconciliation (
        load_id varchar, files_seen_count bigint, files_read_count bigint, files_duplicate_count bigint,
        files_rejected_count bigint, files_set_aside_count bigint, form_count bigint
    );
    create table marts.rpt_execution_year (
        fiscal_year integer, evaluation_count bigint, budget_yuan decimal(38, 2), executed_yuan decimal(38, 2),
        budget_unknown_count bigint, executed_unknown_count bigint, rated_executed_yuan decimal(38, 2), rated_budget_yuan decimal(38, 2)
    );
    create table marts.rule_findings (evaluation_key bigint, rule_code varchar, severity varchar);
    create table marts.dim_quality_rule (rule_code varchar, finding_name_zh varchar, finding_name_en varchar);
    create table marts.quarantined_evaluations (
        evaluation_key bigint, project_name varchar, budget_unit_name varchar, fiscal_year integer,
        reasons_zh varchar, reasons_en varchar, budget_yuan decimal(38, 2)
    );
    create table marts.quality_scorecard (
        budget_unit_code varchar, budget_unit_name varchar, quarantined_evaluation_count bigint,
        admitted_evaluation_count bigint
    );
    create table marts.rejections (
        load_id varchar, relative_path varchar, message_zh varchar, action_zh varchar, message_en varchar,
        action_en varchar, first_line bigint
    );
    insert into marts.dim_quality_rule values ('total', '合计相符', 'Totals match');
"""


@dataclass
class Content:
    """Rows of a small release. A form of `quarantined` is (key, project, unit); a year is (evaluations, money)."""

    admitted: int = 10
    loads: tuple[str, ...] = ("00000001",)
    quarantined: tuple[tuple[int, str, str], ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()  # load, path
    years: dict[int, tuple[int, int, int]] = field(default_factory=lambda: {2024: (10, 1_000_000, 900_000)})
    corrected: int = 0
    missing: int = 0


def add_release(home: Path, release_id: str, content: Content) -> dict[str, Any]:
    """Add a release to a home, point `current` to it, and return the record of its run, which is in last_run.json."""
    folder = home / "releases" / release_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.begin()
        connection.execute(_TABLES)
        insert = connection.execute
        insert(
            "insert into marts.release_info values (5, ?, ?, ?)",
            [content.admitted, len(content.quarantined), len(content.rejected)],
        )
        for load in content.loads:
            insert("insert into marts.load_reconciliation values (?, 5, 4, 0, 1, 0, 12)", [load])
        for key, project, unit in content.quarantined:
            insert(
                "insert into marts.quarantined_evaluations values (?, ?, ?, 2024, '合计不符', 'totals differ', 1)",
                [key, project, unit],
            )
            insert("insert into marts.rule_findings values (?, 'total', 'blocking')", [key])
            insert("insert into marts.quality_scorecard values (?, ?, 1, 3)", [unit, unit])
        for load, path in content.rejected:
            insert("insert into marts.rejections values (?, ?, '空', '索取', 'empty', 'ask', 1)", [load, path])
        for year, (evaluations, budget, executed) in content.years.items():
            values = [year, evaluations, budget, executed, 0, 0, executed, budget]
            insert("insert into marts.rpt_execution_year values (?, ?, ?, ?, ?, ?, ?, ?)", values)
        for table, status, count in (
            ("evaluation_corrections", "applied", content.corrected),
            ("filing_coverage", "missing", content.missing),
        ):
            insert(f"insert into marts.{table} select ? from range(?)", [status, count])
        connection.commit()
    record = {
        "release_id": release_id, "released_at": "2026-11-27T01:00:00+00:00", "fingerprint": {}, "tables": {},
        "withheld": {},
    }  # fmt: skip
    (folder / "release.json").write_text(json.dumps(record))
    (home / "current").unlink(missing_ok=True)
    (home / "current").symlink_to(Path("releases") / release_id)
    run = {"status": "released", "at": "2026-11-27T01:00:01+00:00", "release_id": release_id, "withheld": {}}
    (home / "last_run.json").write_text(json.dumps(run))
    return run
