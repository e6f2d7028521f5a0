"""Apply the rules to documents with forms in a temporary home. Keep nothing and release nothing."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from ingestion.ingest import ingest
from orchestration.dbt.build import build_core
from orchestration.dbt.invoke import raise_failures
from orchestration.dbt.manifest import copy_manifest, prepare_manifest
from orchestration.release.ledger import ensure_released_evaluations
from orchestration.run.build_file import open_build
from orchestration.run.printed_form import show_place
from orchestration.settings import Settings

# The models that are read below and their parents. Data tests are left out: they check a release, not forms.
_SELECTION = (
    "--select", "+rule_findings", "+evaluation_lifecycle", "+dim_quality_rule", "+rejections", "+set_aside_forms",
    "--exclude-resource-type", "test",
)  # fmt: skip
_FORMS = """
    select
        forms.evaluation_key, forms.relative_path, forms.form_ordinal, forms.first_line, forms.project_name,
        forms.budget_unit_name, nullif(forms.fiscal_year, -1) as fiscal_year, forms.evaluation_state as state,
        forms.duplicate_of_evaluation_key as duplicate_of, forms.superseded_by_evaluation_key as superseded_by,
        documents.page_starts
    from marts.evaluation_lifecycle as forms
    inner join staging.stg_landing__documents as documents on forms.document_hash = documents.document_hash
    order by forms.relative_path, forms.first_line
"""
_FINDINGS = """
    select
        findings.evaluation_key, findings.rule_code, rules.finding_name_zh, rules.finding_name_en, findings.severity,
        findings.source_line, findings.observed as printed, findings.expected, findings.expected_zh,
        findings.message_zh, findings.message_en
    from marts.rule_findings as findings
    inner join marts.dim_quality_rule as rules on findings.rule_code = rules.rule_code
    order by
        findings.severity <> 'blocking', findings.severity <> 'warning', findings.source_line, findings.rule_code,
        findings.observed
"""
_REJECTIONS = """
    select relative_path, first_line, reason_code, message_zh, message_en, action_zh, action_en
    from marts.rejections
    order by relative_path, first_line, reason_code
"""
_SET_ASIDE = """
    select relative_path, first_line, kind_name_zh, kind_name_en, title
    from marts.set_aside_forms
    order by relative_path, first_line
"""


@dataclass(frozen=True)
class CheckedForms:
    """The result of a check: forms with their findings, rejections, and forms of another kind, each as rows.

    The place of a form or finding is its row in the document, or page:row if there are several pages. `duplicate_of`
    and `superseded_by` of a form are path, ordinal and place of another one, or None.
    """

    forms: tuple[dict[str, Any], ...]
    rejections: tuple[dict[str, Any], ...]
    set_aside: tuple[dict[str, Any], ...]

    @property
    def blocked(self) -> int:
        """Return the number of forms with a blocking finding."""
        return sum(any(finding["severity"] == "blocking" for finding in form["findings"]) for form in self.forms)


def check_forms(settings: Settings, path: Path) -> CheckedForms:
    """Read the forms of a file or folder and apply the rules of the project, as the first refresh of a new home does.

    The forms are not compared with those in the home of `settings`. Raises InboxMissingError, StageError and OSError.
    """
    with tempfile.TemporaryDirectory(prefix="jixiao-check-") as scratch:
        home, inbox = Path(scratch).resolve() / "home", path.absolute()
        if not path.is_dir():
            inbox = home.with_name("inbox")
            inbox.mkdir()
            shutil.copy(path, inbox)
        home.mkdir()
        own = replace(settings, inbox=inbox, home=home, postgres_url=None)
        copy_manifest(settings, own)
        prepare_manifest(own)
        ingest(own.inbox, own.ingestion, own.limits, own.workers)
        ensure_released_evaluations(own)
        raise_failures(build_core(own, _SELECTION))
        with open_build(own.home) as connection:
            return _read(connection)


def _read(connection: duckdb.DuckDBPyConnection) -> CheckedForms:
    forms = {form.pop("evaluation_key"): form | {"findings": []} for form in _fetch(connection, _FORMS)}
    for finding in _fetch(connection, _FINDINGS):
        form = forms[finding.pop("evaluation_key")]
        form["findings"].append({"place": show_place(finding.pop("source_line"), form["page_starts"]), **finding})
    for form in forms.values():
        form["place"] = show_place(form.pop("first_line"), form.pop("page_starts"))
    for form in forms.values():
        for name in ("duplicate_of", "superseded_by"):
            other = forms.get(form[name])
            form[name] = other and {part: other[part] for part in ("relative_path", "form_ordinal", "place")}
    return CheckedForms(
        tuple(forms.values()), tuple(_fetch(connection, _REJECTIONS)), tuple(_fetch(connection, _SET_ASIDE))
    )


def _fetch(connection: duckdb.DuckDBPyConnection, query: str) -> Sequence[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
