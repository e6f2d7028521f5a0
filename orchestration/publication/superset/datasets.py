"""The datasets. Each has year, unit and scheme under the same names, so that a filter applies to every chart.

The models in dbt_project/models/reporting/ compute their rows: `dashboard_...` is in the release, as views, and in its
mirror in PostgreSQL, as tables. A unit is one member by its code, under its newest name, with the code if two units
share the name. A year is text, so that charts show each year, and 未知 if it is not known.
"""

from orchestration.publication.superset.parts import Dataset, Metric

LEVELS = "select grade_level from reporting.dashboard_grade_levels order by grade_ordinal"
_UNIT_YEAR = "rpt_department_year"
_COUNT, _RATE, _WAN = ",d", ".1%", ",.0f"


def _sum_wan(name: str, column: str, labelled_by: str) -> Metric:
    """Return a sum of yuan shown in 万元; none, not 0, if no amount is known."""
    return Metric(name, f"sum({column}) / 10000", labelled_by, _WAN, unit="万元")


def _sum_count(column: str) -> Metric:
    """Return the sum of a count of the dataset of evaluations."""
    return Metric(column, f"sum({column})", f"{_UNIT_YEAR}.{column}", _COUNT)


_SCORE_RATE = Metric(
    "score_rate",
    "sum(self_score_points) / nullif(sum(case when self_score_points is not null then weight_points end), 0)",
    "rpt_category_year.score_rate",
    _RATE,
)

EVALUATIONS = Dataset(
    "evaluations",
    "评价 Evaluations",
    "每份审核通过或待核实的评价一行；合计只含审核通过的，待核实的另列。"
    "One row per evaluation, admitted or quarantined; totals contain the admitted, other columns the quarantined.",
    "select * from reporting.dashboard_evaluations",
    ("evaluation_lifecycle", "dim_scheme", "dim_grade", "fct_evaluations", _UNIT_YEAR),
    (
        _sum_count("evaluation_count"),
        _sum_wan("budget_wan_yuan", "budget_yuan", f"{_UNIT_YEAR}.budget_yuan"),
        _sum_count("budget_unknown_count"),
        _sum_wan("executed_wan_yuan", "executed_yuan", f"{_UNIT_YEAR}.executed_yuan"),
        _sum_count("executed_unknown_count"),
        Metric(
            "execution_rate",
            "sum(case when budget_yuan is not null then executed_yuan end)"
            " / nullif(sum(case when executed_yuan is not null then budget_yuan end), 0)",
            f"{_UNIT_YEAR}.execution_rate",
            _RATE,
        ),
        Metric(
            "score_rate",
            "sum(total_score_computed_points) / nullif(sum(total_weight_points), 0)",
            f"{_UNIT_YEAR}.score_rate",
            _RATE,
        ),
        _sum_count("quarantined_evaluation_count"),
        _sum_wan("quarantined_budget_wan_yuan", "quarantined_budget_yuan", f"{_UNIT_YEAR}.quarantined_budget_yuan"),
        _sum_count("quarantined_budget_unknown_count"),
        Metric(
            "budget_coverage_rate",
            "case when sum(budget_unknown_count) + sum(quarantined_budget_unknown_count) = 0"
            " then coalesce(sum(budget_yuan), 0)"
            " / nullif(coalesce(sum(budget_yuan), 0) + coalesce(sum(quarantined_budget_yuan), 0), 0) end",
            f"{_UNIT_YEAR}.budget_coverage_rate",
            _RATE,
        ),
    ),
)

LINES = Dataset(
    "lines",
    "指标行 Indicator lines",
    "审核通过的评价的每个指标行一行。One row per indicator line of an admitted evaluation.",
    "select * from reporting.dashboard_line_items",
    ("rpt_indicator_scores_flat",),
    (
        _SCORE_RATE,
        Metric("lost_points", "sum(lost_points)", "rpt_category_year.lost_points", ",.0f"),
    ),
)

INDICATORS = Dataset(
    "indicators",
    "分析指标结果 Indicator values",
    "审核通过的评价的每个分析指标结果一行，暂缺的没有行。One row per value of an indicator; none of an excluded one.",
    "select * from reporting.dashboard_indicator_values",
    ("rpt_indicator_by_year", "rpt_indicator_scores_flat"),
    (Metric("value", "sum(numerator) / nullif(sum(denominator), 0)", "rpt_indicator_by_year.value", _RATE),),
)

FAILURES = Dataset(
    "failures",
    "未通过的规则 Rules that failed",
    "每份评价与每条未通过的规则一行，不论审核通过或待核实；一份评价可因多条规则待核实。"
    "One row per evaluation and rule that it fails; several rules may quarantine one evaluation.",
    "select * from reporting.dashboard_rule_failures",
    ("evaluation_lifecycle", "dim_scheme", "dim_quality_rule", "fct_rule_results"),
    (
        Metric("finding_count", "sum(finding_count)", "fct_rule_results.finding_count", _COUNT),
        Metric("evaluation_count", "count(distinct evaluation_key)", "quality_scorecard.evaluation_count", _COUNT),
        Metric(
            "quarantined_evaluation_count",
            "count(distinct case when evaluation_state = 'quarantined' then evaluation_key end)",
            "quality_scorecard.quarantined_evaluation_count",
            _COUNT,
        ),
        _sum_wan(
            "quarantined_budget_wan_yuan",
            "case when evaluation_state = 'quarantined' then budget_yuan end",
            "quality_scorecard.quarantined_budget_yuan",
        ),
        Metric(
            "quarantined_budget_unknown_count",
            "count(distinct case when evaluation_state = 'quarantined' and budget_yuan is null"
            " then evaluation_key end)",
            "quality_scorecard.quarantined_budget_unknown_count",
            _COUNT,
        ),
    ),
)

QUARANTINED = Dataset(
    "quarantined",
    "待核实评价 Quarantined evaluations",
    "每份待核实的评价一行：原因、金额与所在的行。One row per quarantined evaluation: reasons, amount and place.",
    "select * from reporting.dashboard_quarantined_evaluations",
    ("quarantined_evaluations", "dim_scheme", _UNIT_YEAR),
    (),
)

COVERAGE = Dataset(
    "coverage",
    "应报未报 Filing coverage",
    "每份应报评价一行（expected_evaluations.csv）。One row per evaluation that expected_evaluations.csv expects.",
    "select * from reporting.dashboard_filing_coverage",
    ("filing_coverage", "evaluation_lifecycle"),
    (
        Metric("evaluation_count", "count(*)", "quality_scorecard.evaluation_count", _COUNT),
        _sum_wan("expected_budget_wan_yuan", "expected_budget_yuan", "filing_coverage.expected_budget_yuan"),
    ),
)


def _select(table: str, columns: str) -> str:
    """Return a query on a report of the marts with the year as text and the unit under its newest name."""
    return f"""\
select
    case when report.fiscal_year > 0 then cast(report.fiscal_year as varchar) else '未知' end as fiscal_year,
    report.budget_unit_code,
    units.budget_unit_label as budget_unit_name,
    {columns}
from marts.{table} as report
left join reporting.dashboard_units as units on report.budget_unit_code = units.budget_unit_code"""


def _select_fact(table: str, columns: str) -> str:
    """Return a query on a fact of evaluations: year as text, unit under its newest name, scheme, and these columns."""
    return f"""\
select
    case when fact.fiscal_year > 0 then cast(fact.fiscal_year as varchar) else '未知' end as fiscal_year,
    departments.budget_unit_code,
    units.budget_unit_label as budget_unit_name,
    schemes.scheme_name_zh,
    {columns}
from marts.{table} as fact
inner join marts.dim_department as departments on fact.department_key = departments.department_key
inner join marts.dim_scheme as schemes on fact.scheme_key = schemes.scheme_key
left join reporting.dashboard_units as units on departments.budget_unit_code = units.budget_unit_code"""


WORKLIST = Dataset(
    "worklist",
    "重点复核名单 Review worklist",
    "每份触发信号的评价一行，附入选原因。One row per evaluation that raises a signal, with the reasons.",
    _select(
        "rpt_review_worklist",
        "report.scheme_name_zh,\n    report.project_name,\n    report.budget_yuan * 0.0001 as budget_wan_yuan,\n"
        "    report.execution_rate_computed,\n    report.total_score_computed_points,\n    report.grade_name_zh,\n"
        "    report.signal_points,\n    report.reasons_zh",
    )
    + "\nwhere report.signal_points > 0",
    ("rpt_review_worklist", _UNIT_YEAR),
    (Metric("evaluation_count", "count(*)", "quality_scorecard.evaluation_count", _COUNT),),
)

SIGNALS = Dataset(
    "signals",
    "触发的信号 Signals raised",
    "每份评价触发的每个信号一行；一份可有多项。One row per evaluation and signal that it raises.",
    _select_fact("fct_review_signals", "fact.signal_name_zh"),
    ("fct_review_signals", "rpt_review_worklist", "dim_scheme"),
    (Metric("evaluation_count", "count(*)", "quality_scorecard.evaluation_count", _COUNT),),
)

REUSE = Dataset(
    "reuse",
    "文字雷同 Repeated texts",
    "每段与较早评价雷同的文字一行。One row per text that repeats an earlier evaluation's.",
    _select_fact(
        "fct_text_reuse",
        "case fact.relation_code\n"
        "        when 'same_project' then '1 同一项目上年' when 'same_unit' then '2 同一单位其他项目'\n"
        "        else '3 其他单位'\n"
        "    end as relation_code,\n    fact.evaluation_key",
    ),
    ("fct_text_reuse", "rpt_review_worklist", "dim_scheme"),
    (Metric("evaluation_count", "count(distinct evaluation_key)", "quality_scorecard.evaluation_count", _COUNT),),
)

RECOMPUTED = Dataset(
    "recomputed",
    "复算得分 Recomputed scores",
    "每份审核通过的评价一行：可复算各行的自评分与复算得分。"
    "One row per admitted evaluation: self-scores and recomputed scores.",
    _select(
        "rpt_recomputed_scores",
        "report.scheme_name_zh,\n    report.recomputed_gap_points,\n    report.recomputed_weight_points",
    ),
    ("rpt_recomputed_scores", "rpt_review_worklist"),
    (
        Metric(
            "gap_per_100_points",
            "100 * sum(case when recomputed_gap_points is not null then recomputed_gap_points end)"
            " / nullif(sum(case when recomputed_gap_points is not null then recomputed_weight_points end), 0)",
            "rpt_recomputed_scores.recomputed_gap_points",
            ",.2f",
        ),
    ),
)

REVIEWS = Dataset(
    "reviews",
    "自评与复核 Self-scores and reviewers",
    "每年度、单位、指标与评分主体一行。One row per year, unit, indicator and assessor.",
    _select(
        "rpt_reviewer_gap",
        "report.scheme_name_zh,\n    report.assessor_role_name_zh,\n    report.self_score_points,\n"
        "    report.assessor_score_points,\n    report.weight_points",
    ),
    ("rpt_reviewer_gap", "rpt_review_worklist"),
    (
        Metric(
            "leniency_per_100_points",
            "100 * sum(self_score_points - assessor_score_points) / nullif(sum(weight_points), 0)",
            "rpt_reviewer_gap.leniency_per_100_points",
            ",.2f",
        ),
    ),
)

CAPS = Dataset(
    "caps",
    "封顶与扣分测算 Score caps, simulated",
    "每份审核通过的评价与每个规则集一行，只作测算。One row per admitted evaluation and rule set: a simulation.",
    _select(
        "rpt_score_cap_effect",
        "report.scheme_name_zh,\n    report.rule_set_name_zh,\n    report.grade_before_name_zh,\n"
        "    report.grade_after_name_zh,\n    report.rules_lost_points",
    ),
    ("rpt_score_cap_effect", "rpt_review_worklist"),
    (
        Metric("evaluation_count", "count(*)", "quality_scorecard.evaluation_count", _COUNT),
        Metric("rules_lost_points", "sum(rules_lost_points)", "rpt_score_cap_effect.rules_lost_points", ",.2f"),
    ),
)

FILING = Dataset(
    "filing",
    "报送情况 Filing",
    "每个单位与年度一行：应报、未报、逾期份数。One row per unit and year: expected, missing and late evaluations.",
    _select("rpt_filing", "report.expected_count,\n    report.missing_count,\n    report.late_count"),
    ("rpt_filing",),
    tuple(
        Metric(f"{name}_sum", f"sum({name})", f"rpt_filing.{name}", _COUNT)
        for name in ("expected_count", "missing_count", "late_count")
    ),
)

RELEASE = Dataset(
    "release",
    "数据版本 Release",
    "本次发布一行。One row: the release that the dashboards show.",
    """\
select
    release_id,
    cast(cast(refreshed_at as date) as varchar) as refreshed_at
from marts.release_info""",
    ("release_info",),
    (),
)

DATASETS = (
    EVALUATIONS, LINES, INDICATORS, FAILURES, QUARANTINED, COVERAGE, WORKLIST, SIGNALS, REUSE, RECOMPUTED, REVIEWS,
    CAPS, FILING, RELEASE,
)  # fmt: skip
