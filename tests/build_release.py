"""Run by tests in a separate process: the steps of a refresh one after another, without Dagster's records.

Half of a refresh goes into that record. Tests of the refresh itself run the refresh; tests of what is released run this.
"""


def main() -> None:
    """Landing, core, indicators, release: each as its asset does it."""
    # Not at the top: the worker processes of ingestion import this file, and would load dbt for nothing.
    from ingestion.ingest import ingest
    from orchestration.dbt.build import build_core, build_indicators
    from orchestration.dbt.invoke import raise_failures
    from orchestration.dbt.manifest import prepare_manifest
    from orchestration.release.changes import check_changes
    from orchestration.release.gate import check_results
    from orchestration.release.ledger import ensure_released_evaluations
    from orchestration.release.publish import publish
    from orchestration.run.lock import refresh_lock
    from orchestration.settings import read_settings

    settings = read_settings()
    with refresh_lock(settings.home):
        manifest = prepare_manifest(settings)
        ingest(settings.inbox, settings.ingestion, settings.limits, settings.workers)
        ensure_released_evaluations(settings)
        raise_failures(build_core(settings))
        result, _ = build_indicators(settings, manifest)
        raise_failures(result)
        check_results(settings, manifest)
        check_changes(settings)
        publish(settings, manifest)


if __name__ == "__main__":
    main()
