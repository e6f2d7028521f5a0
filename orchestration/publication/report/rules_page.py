"""Write `rules.html`: every rule that forms are held to, with its severity by scheme. Findings link to it."""

from pathlib import Path

import duckdb

from orchestration.publication.report.templating import fetch, load_template

_RULES = """
    select
        rule_code, rule_name_zh, rule_name_en, finding_name_zh, finding_name_en, rule_kind, severities, rule_basis
    from marts.dim_quality_rule
    where rule_key > 0
    order by rule_code
"""
_SCHEMES = "select scheme_code, scheme_name_zh, scheme_name_en from marts.dim_scheme"
_SEVERITIES = ("blocking", "warning", "info")


def write_rules(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the page into the folder of the report."""
    names = {code: (zh, en) for code, zh, en in connection.execute(_SCHEMES).fetchall()}
    rules = fetch(connection, _RULES)
    for rule in rules:
        pairs = [pair.split(": ") for pair in (rule["severities"] or "").split(", ") if ": " in pair]
        rule["by_severity"] = [
            (severity, [names.get(scheme, (scheme, scheme)) for scheme, found in pairs if found == severity])
            for severity in _SEVERITIES
            if any(found == severity for _, found in pairs)
        ]
    text = load_template("rules.html").render(rules=rules)
    (folder / "rules.html").write_text(text, encoding="utf-8")
