"""The assets: landing tables, dbt models, the released warehouse."""

import inspect
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from ingestion.ingest import ingest
from ingestion.landing import TABLES, list_records
from orchestration.dbt.build import build_core, build_indicators, count_rows
from orchestration.dbt.indicators import TAG
from orchestration.dbt.invoke import DbtResult, raise_failures
from orchestration.dbt.manifest import prepare_manifest
from orchestration.publication.mirror import mirror_current
from orchestration.publication.postgres import MirrorError
from orchestration.release.changes import check_changes
from orchestration.release.gate import check_results
from orchestration.release.ledger import ensure_released_evaluations
from orchestration.release.publish import publish
from orchestration.resources import RefreshLock
from orchestration.run.digest import make_digest
from orchestration.run.run_record import recorded_stage, write_last_run
from orchestration.settings import read_settings
from orchestration.translator import Translator

MANIFEST = prepare_manifest(read_settings())
_TRANSLATOR = Translator()


@dg.multi_asset(
    name="landing_tables",
    specs=[
        dg.AssetSpec(
            ["landing", name], group_name="landing", kinds={"python", "parquet"}, description=inspect.getdoc(record)
        )
        for name, record in list_records().items()
    ],
)
def landing_tables(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Read what is new in the inbox into one landing load."""
    settings = read_settings()
    with recorded_stage(settings, "landing"):
        report = ingest(
            settings.inbox,
            settings.ingestion,
            settings.limits,
            settings.workers,
            may_be_empty=settings.inbox_may_be_empty,
        )
    for warning in report.warnings:
        context.log.warning(warning)
    for name in TABLES:
        yield dg.MaterializeResult(
            asset_key=["landing", name],
            metadata={
                "load_id": report.load_id or "nothing new",
                "dagster/row_count": report.rows[name],
                "files_seen": report.files_seen,
                "documents_read": report.documents_read,
                "documents_known": report.documents_known,
                "documents_read_again": report.documents_read_again,
                "archives_opened": report.archives_opened,
                "forms": report.forms,
                "rejections": dict(report.rejections),
                "inbox": dg.MetadataValue.path(settings.inbox),
                "path": dg.MetadataValue.path(settings.ingestion.landing),
            },
        )


@dbt_assets(manifest=MANIFEST, exclude=f"tag:{TAG}", name="core_models", dagster_dbt_translator=_TRANSLATOR)
def core_models(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> Iterator[Any]:
    """Build seeds and models and run data tests with dbt, except the indicators."""
    settings = read_settings()
    with recorded_stage(settings, "dbt"):
        ensure_released_evaluations(settings)
        result = build_core(settings, _select(context))
        yield from _yield_events(context, result)
        raise_failures(result)


@dbt_assets(manifest=MANIFEST, select=f"tag:{TAG}", name="indicator_models", dagster_dbt_translator=_TRANSLATOR)
def indicator_models(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> Iterator[Any]:
    """Build the indicators with dbt. An indicator that fails is excluded; the others are released."""
    settings = read_settings()
    with recorded_stage(settings, "indicators"):
        result, excluded = build_indicators(settings, MANIFEST, _select(context))
        for model, cause in excluded.items():
            context.log.error(f"{model} is excluded from this release: {cause}")
        for event in _yield_events(context, result):
            yield _warn_only(event)
        raise_failures(result)


def _warn_only(event: Any) -> Any:
    """Return a failed check as a warning: its model is excluded, and the others must still be released."""
    if isinstance(event, dg.AssetCheckResult) and not event.passed:
        return event._replace(severity=dg.AssetCheckSeverity.WARN)
    return event


def _select(context: dg.AssetExecutionContext) -> list[str]:
    """Return dbt's arguments that select the assets of a run; none if the run selects all."""
    if not context.is_subset:
        return []
    selection, _ = get_subset_selection_for_context(
        context, MANIFEST, None, None, None, _TRANSLATOR, current_dbt_indirect_selection_env=None
    )
    return selection


def _yield_events(context: dg.AssetExecutionContext, result: DbtResult) -> Iterator[Any]:
    """Yield dbt's results as Dagster materializations with row counts and as asset checks."""
    counts = count_rows(read_settings())
    for raw_event in result.events:
        message = DbtCoreCliEventMessage(raw_event=raw_event, event_history_metadata={})
        for event in message.to_default_asset_events(MANIFEST, _TRANSLATOR, context):
            yield _add_row_count(event, raw_event, counts)


def _add_row_count(event: Any, raw_event: dict[str, Any], counts: dict[tuple[str, ...], int]) -> Any:
    """Return the output of a table with its number of rows, any other event unchanged."""
    relation = raw_event["data"]["node_info"]["node_relation"]
    count = counts.get((relation["schema"], relation["alias"]))
    if isinstance(event, dg.Output) and count is not None:
        return event.with_metadata({**event.metadata, "dagster/row_count": count})
    return event


@dg.asset(
    key=["release", "warehouse"],
    group_name="release",
    kinds={"duckdb"},
    # Not on the indicators: one that is excluded must not prevent the release of the others.
    deps=[
        *(key for key in core_models.keys if key.path[0] in ("marts", "reporting")),
        dg.AssetKey(["marts", "indicator_status"]),
    ],
)
def released_warehouse(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Publish the marts as the next release if the build passed the gate."""
    settings = read_settings()
    with recorded_stage(settings, "release"):
        check_results(settings, MANIFEST)
        changes = check_changes(settings)
        release = publish(settings, MANIFEST)
        digest = make_digest(release.folder / settings.build_file.name)
        digest["changed_evaluations"] = {"changed": changes.changed, "no_longer_admitted": changes.left}
        facts = {"release_id": release.release_id, "path": str(release.folder), "withheld": release.excluded}
        write_last_run(settings, "released", **facts, digest=digest)
    return dg.MaterializeResult(
        metadata={
            "release_id": release.release_id,
            "path": dg.MetadataValue.path(release.folder),
            "tables": dg.MetadataValue.json(release.tables),
            "excluded": dg.MetadataValue.json(release.excluded),
            "digest": dg.MetadataValue.json(digest),
        }
    )


@dg.asset(
    key=["release", "postgres_mirror"],
    group_name="release",
    kinds={"postgres"},
    deps=[released_warehouse],
    output_required=False,
)
def postgres_mirror(context: dg.AssetExecutionContext, refresh_lock: RefreshLock) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Mirror the release into PostgreSQL if JIXIAO_POSTGRES_URL is set. A failure does not undo the release."""
    settings = read_settings()
    if settings.postgres_url is None:
        context.log.info("the release is not mirrored: JIXIAO_POSTGRES_URL is not set")
        return
    try:
        counts = mirror_current(settings, MANIFEST)
    except MirrorError as error:
        context.log.warning(f"the release is published, but its mirror failed: {error}")
        return
    yield dg.MaterializeResult(metadata={"dagster/row_count": sum(counts.values()), "tables": len(counts)})
