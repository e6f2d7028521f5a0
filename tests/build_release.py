"""Run by tests in a separate process: the steps of a refresh one after another, without Dagster's records.

These cost a third of a refresh. Tests of the refresh itself run the refresh; other tests name the target that they need:

- landing: read the inbox
- core: read the inbox and build the marts without indicators and data tests
- marts: the same with indicators
- tested: read the inbox, build every model and run the data tests; fail as the gate does
- release: the same, and publish
- indicators: build and test the indicators on the core that is built already, and publish
"""

import sys


def main(target: str) -> None:
    """Run the steps of a target, each as its asset runs it."""
    # Not at the top: the worker processes of ingestion import this file too, and do not need dbt.
    from ingestion.ingest import ingest
    from orchestration.dbt.build import build_core, build_indicators
    from orchestration.dbt.invoke import invoke, raise_failures
    from orchestration.dbt.manifest import prepare_manifest
    from orchestration.release.changes import check_changes
    from orchestration.release.gate import check_results
    from orchestration.release.ledger import ensure_released_evaluations
    from orchestration.release.publish import publish
    from orchestration.run.lock import refresh_lock
    from orchestration.run.run_record import recorded_stage
    from orchestration.settings import read_settings

    settings = read_settings()
    with refresh_lock(settings.home):
        if target != "indicators":
            ingest(settings.inbox, settings.ingestion, settings.limits, settings.workers)
        if target == "landing":
            return
        manifest = prepare_manifest(settings)
        ensure_released_evaluations(settings)
        if target in ("core", "marts"):
            settings.build_file.unlink(missing_ok=True)
            untested = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
            left_out = ["--exclude", "path:models/reporting", *(["tag:indicators"] if target == "core" else [])]
            raise_failures(invoke(settings, ["build", *untested, *left_out, "--threads", "1"]))
            return
        if target != "indicators":
            with recorded_stage(settings, "dbt"):
                raise_failures(build_core(settings))
        with recorded_stage(settings, "indicators"):
            raise_failures(build_indicators(settings, manifest)[0])
        with recorded_stage(settings, "release"):
            check_results(settings, manifest)
            check_changes(settings)
            if target != "tested":
                publish(settings, manifest)


if __name__ == "__main__":
    main(sys.argv[1])
