"""Turn dbt's error messages into one sentence."""

import re

from orchestration.run.build_file import open_build
from orchestration.settings import Settings

MEMORY_SHORTAGE = "DuckDB has too little memory"  # begins the sentence about such an error
# A row of dbt's table of columns that break a contract: name, type in the SQL, type in the YAML, problem.
_MISMATCH = re.compile(
    r"^ *\| *(\w+) *\| *(.*?) *\| *(.*?) *\| *(missing in definition|missing in contract|data type mismatch) *\|", re.M
)


def describe_parse_error(error: BaseException) -> str:
    """Return dbt's message of a parse error in one line. Frequent errors get a sentence that says what to do."""
    message = " ".join(str(error).split())
    if unknown := re.search(
        r"fct_indicator_values\S* .*depends on a node named 'ind_(\w+)' which was not found", message
    ):
        code = unknown.group(1)
        return (
            f"dbt_project.yml lists {code} under vars, indicators, but there is no models/indicators/ind_{code}.sql: "
            f"write it, or remove the line"
        )
    if unknown := re.search(r"int_rule_rows\S* .*depends on a node named 'rule_(\w+)' which was not found", message):
        code = unknown.group(1)
        return (
            f"dbt_project.yml lists {code} under vars, rules, but there is no models/quality/rule_{code}.sql: "
            f"write it, or remove the line"
        )
    if without_columns := re.search(r"Contract enforcement failed for: \((\S+)\.sql\)", message):
        return (
            f"{without_columns.group(1)}.yml names no columns: a model with a contract needs them, with their data_type"
        )
    return message


def describe_error(message: str) -> str:
    """Return dbt's message of a failed model in one sentence: problem, file and line, without the stack of macros."""
    if "enforced contract that failed" in message:
        return "; ".join(
            {
                "missing in definition": f"its SQL lacks the column {column}: select it",
                "missing in contract": f"its SQL selects the column {column}, which its YAML does not have",
                "data type mismatch": f"its column {column} is {found} where its YAML has {wanted}: cast it",
            }[reason]
            for column, found, wanted, reason in _MISMATCH.findall(message)
        )
    message = re.split(r"\n *> in macro ", message)[0]
    if shortage := re.search(r"Out of Memory Error: (.*)", message):  # the rest is advice for settings of DuckDB
        return f"{MEMORY_SHORTAGE} ({shortage[1].strip()}): raise JIXIAO_MEMORY_MB, or use a larger machine"
    place = re.match(r"\s*\w+ Error in \w+ \w+ \((\S+)\)", message)
    if place is None:
        return " ".join(message.split())
    problem, *line = re.split(r"\n *LINE \d+: (.*)", message[place.end() :], maxsplit=1)
    return f"{' '.join(problem.split())} ({': '.join([place[1], *(part.strip() for part in line[:1])])})"


def describe_first_row(settings: Settings, sql: str) -> str:
    """Return the first row of a failed test's query: its column `message` if it has one, else all columns."""
    with open_build(settings.home) as connection:
        cursor = connection.execute(f"select * from ({sql}) limit 1")
        names, row = [column[0] for column in cursor.description], cursor.fetchone()
    if row is None:
        return ""
    found = dict(zip(names, row, strict=True))
    return (
        str(found["message"]) if "message" in found else ", ".join(f"{name} {value}" for name, value in found.items())
    )
