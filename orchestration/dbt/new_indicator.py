"""Write a new indicator: SQL and YAML to complete, and its line in dbt_project.yml."""

import re
from pathlib import Path

from ingestion.durable import write_atomically
from orchestration.dbt.indicators import CONTRACT, META, PLACEHOLDER

_LONGEST = 40
_LIST = "  indicators:\n"

_SQL = """\
with

-- {todo}: compute the parts of the value. Here: all line items with a weight. Amounts are in fct_budget_execution.
sums as (

    select
        evaluation_key,
        sum(self_score_points) as numerator,
        sum(weight_points) as denominator,
        count(*) filter (where self_score_points is null) as unscored_count
    from {{{{ ref('scored_lines') }}}}
    group by evaluation_key

),

-- The value is numerator / denominator. If there is no value, reason_code says why (indicator_reasons.csv).
measured as (

    select
        evaluations.evaluation_key,
        sums.numerator,
        sums.denominator,
        case
            when sums.evaluation_key is null then 'no_such_indicator'
            when sums.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{{{ ref('fct_evaluations') }}}} as evaluations
    left join sums on evaluations.evaluation_key = sums.evaluation_key

)

{{{{ indicator_rows() }}}}
"""

_YAML = """\
models:
  - name: ind_{code}
    description: "One row per admitted evaluation: {todo}. 每份审核通过的评价一行：{todo}。"
    config:
      meta:
        code: {code}
{metadata}
        # thresholds: {{low: 0.8}}   (if there are any)
    data_tests:
      - indicator_contract: {{name: ind_{code}__contract}}
    columns:
{columns}

unit_tests:
  - name: ind_{code}__cases
    description: "{todo}: the cases in words. Here a value, no such line, and a line without a score."
    model: ind_{code}
    given:
      - input: ref('fct_evaluations')
        rows: [{{evaluation_key: 1}}, {{evaluation_key: 2}}, {{evaluation_key: 3}}]
      - input: ref('scored_lines')
        rows:
          - {{evaluation_key: 1, line_number: 1, weight_points: 10, self_score_points: 9}}
          - {{evaluation_key: 1, line_number: 2, weight_points: 30, self_score_points: 21}}
          - {{evaluation_key: 3, line_number: 1, weight_points: 10, self_score_points: null}}
      - input: ref('indicator_reasons')
        rows:
          - {{reason_code: no_such_indicator, status: not_applicable}}
          - {{reason_code: score_blank, status: insufficient_data}}
    expect:
      rows:
        - {{evaluation_key: 1, value: 0.75, numerator: 30, denominator: 40, status: value, reason_code: null}}
        - {{evaluation_key: 2, value: null, numerator: null, denominator: null, status: not_applicable, reason_code: no_such_indicator}}
        - {{evaluation_key: 3, value: null, numerator: null, denominator: 10, status: insufficient_data, reason_code: score_blank}}
"""  # noqa: E501


class NewIndicatorError(Exception):
    """An indicator cannot be created; the message says why."""


def write_indicator(dbt_project: Path, code: str) -> None:
    """Write ind_<code>.sql and .yml and list the code. Raises NewIndicatorError before anything is written."""
    check_code(code)
    folder = dbt_project / "models" / "indicators"
    sql, yaml = folder / f"ind_{code}.sql", folder / f"ind_{code}.yml"
    settings = dbt_project / "dbt_project.yml"
    listed = add_to_list(settings.read_text(encoding="utf-8"), code)
    for path in (sql, yaml):
        if path.exists():
            raise NewIndicatorError(f"{path.name} exists already; edit it, or choose another code")
    sql.write_text(_SQL.format(todo=PLACEHOLDER), encoding="utf-8")
    metadata = [f'{name}: "{PLACEHOLDER} {wanted}"' for name, wanted in META.items() if name != "version"]
    metadata.insert(list(META).index("version"), "version: 1")
    columns = [
        f"- name: {name}\n        data_type: {data_type}\n        description: '{{{{ doc(\"ind_{name}\") }}}}'"
        for name, data_type in CONTRACT.items()
    ]
    yaml.write_text(
        _YAML.format(
            code=code,
            todo=PLACEHOLDER,
            metadata="\n".join(f"        {line}" for line in metadata),
            columns="\n".join(f"      {column}" for column in columns),
        ),
        encoding="utf-8",
    )
    write_atomically(settings, listed)


def check_code(code: str) -> None:
    """Raise NewIndicatorError unless the code is lower snake case, short and without the models' prefix."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code):
        raise NewIndicatorError(
            f"{code!r} is not a code: use lower-case words with _ between them, such as average_satisfaction"
        )
    if len(code) > _LONGEST:
        raise NewIndicatorError(f"{code} has {len(code)} characters: use {_LONGEST} at most")
    if code.startswith("ind_"):
        raise NewIndicatorError(
            f"{code} begins with ind_, which is added to the model's name: use {code.removeprefix('ind_')}"
        )


def add_to_list(text: str, code: str) -> str:
    """Return the text of dbt_project.yml with the code added at the end of vars, indicators."""
    lines = text.splitlines(keepends=True)
    if _LIST not in lines:
        raise NewIndicatorError(f"dbt_project.yml has no list vars, indicators: add one with `- {code}`")
    last = lines.index(_LIST)
    for number in range(last + 1, len(lines)):
        item = lines[number].strip()
        if item.startswith("- "):
            last = number
            if item.removeprefix("- ").split("#")[0].strip() == code:
                raise NewIndicatorError(f"{code} is listed already in dbt_project.yml; edit it, or choose another code")
        elif item and not item.startswith("#"):
            break
    lines[last] = lines[last].rstrip("\n") + "\n"
    lines.insert(last + 1, f"    - {code}\n")
    return "".join(lines)
