"""The datasets: each has year, unit and scheme under the same names, so that a filter acts on every chart.

The SQL runs on the release in DuckDB and on its mirror in PostgreSQL. A unit is one member by its code, under its
newest name; a name that two units share has the code beside it. A year is text: an axis of years, and 未知 in words.
"""

from orchestration.publication.superset.parts import Dataset, Metric

# Evaluations that are admitted or wait in quarantine: what every dataset starts from.
_FORMS = """\
with newest_names as (
    select
        budget_unit_code,
        coalesce(max(case when valid_to is null then budget_unit_name end), max(budget_unit_name)) as budget_unit_name
    from marts.dim_department
    group by budget_unit_code
),

units as (
    select
        budget_unit_code,
        case
            when count(*) over (partition by budget_unit_name) = 1 then budget_unit_name
            else budget_unit_name || ' ' || budget_unit_code
        end as budget_unit_name
    from newest_names
)"""
_EVALUATIONS = f"""{_FORMS},

forms as (
    select
        lifecycle.evaluation_key,
        lifecycle.evaluation_state,
        case when lifecycle.fiscal_year > 0 then cast(lifecycle.fiscal_year as varchar) else '未知' end as fiscal_year,
        units.budget_unit_code,
        units.budget_unit_name,
        schemes.scheme_name_zh,
        lifecycle.project_name,
        lifecycle.budget_yuan,
        lifecycle.executed_yuan
    from marts.evaluation_lifecycle as lifecycle
    inner join marts.dim_department as departments on lifecycle.department_key = departments.department_key
    inner join units on departments.budget_unit_code = units.budget_unit_code
    inner join marts.dim_scheme as schemes on lifecycle.scheme_key = schemes.scheme_key
    where lifecycle.evaluation_state in ('admitted', 'quarantined')
)"""
# What the filters act on, and the project.
_WHOSE = """\
    forms.fiscal_year,
    forms.budget_unit_code,
    forms.budget_unit_name,
    forms.scheme_name_zh,
    forms.project_name"""
# A grade by its place, which compares across schemes, with its names in all of them.
LEVELS = """\
    select
        grade_ordinal,
        cast(grade_ordinal as varchar) || ' ' || string_agg(distinct grade_name_zh, '/' order by grade_name_zh) as level
    from marts.dim_grade
    where grade_ordinal is not null
    group by grade_ordinal"""
_UNIT_YEAR = "rpt_department_year"
_COUNT, _RATE, _WAN = ",d", ".1%", ",.0f"


def _sum_wan(name: str, column: str, told_by: str) -> Metric:
    """A sum of yuan shown in 万元."""
    return Metric(name, f"coalesce(sum({column}), 0) / 10000", told_by, _WAN, unit="万元")


_SCORE_RATE = Metric(
    "score_rate",
    "sum(self_score_points) / nullif(sum(case when self_score_points is not null then weight_points end), 0)",
    "rpt_category_year.score_rate",
    _RATE,
)

EVALUATIONS = Dataset(
    "evaluations",
    "评价 Evaluations",
    "每份采纳或隔离的评价一行；合计只含采纳的，隔离的另列。"
    "One row per evaluation, admitted or in quarantine; totals hold the admitted, those in quarantine stand beside.",
    f"""{_EVALUATIONS},

levels as (
{LEVELS}
)

select
    forms.evaluation_key,
    forms.evaluation_state,
{_WHOSE},
    coalesce(levels.level, grades.grade_name_zh) as grade_ordinal,
    case when forms.evaluation_state = 'admitted' then forms.budget_yuan end as budget_yuan,
    case when forms.evaluation_state = 'admitted' then forms.executed_yuan end as executed_yuan,
    evaluations.total_score_computed_points,
    evaluations.total_weight_points,
    case when forms.evaluation_state = 'admitted' then 1 else 0 end as evaluation_count,
    case when forms.evaluation_state = 'quarantined' then 1 else 0 end as quarantined_evaluation_count,
    case when forms.evaluation_state = 'quarantined' then forms.budget_yuan end as quarantined_budget_yuan
from forms
left join marts.fct_evaluations as evaluations on forms.evaluation_key = evaluations.evaluation_key
left join marts.dim_grade as grades on evaluations.grade_key = grades.grade_key
left join levels on grades.grade_ordinal = levels.grade_ordinal""",
    ("evaluation_lifecycle", "dim_scheme", "dim_grade", "fct_evaluations", _UNIT_YEAR),
    (
        Metric("evaluation_count", "sum(evaluation_count)", f"{_UNIT_YEAR}.evaluation_count", _COUNT),
        _sum_wan("budget_wan_yuan", "budget_yuan", f"{_UNIT_YEAR}.budget_yuan"),
        _sum_wan("executed_wan_yuan", "executed_yuan", f"{_UNIT_YEAR}.executed_yuan"),
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
        Metric(
            "quarantined_evaluation_count",
            "sum(quarantined_evaluation_count)",
            f"{_UNIT_YEAR}.quarantined_evaluation_count",
            _COUNT,
        ),
        _sum_wan("quarantined_budget_wan_yuan", "quarantined_budget_yuan", f"{_UNIT_YEAR}.quarantined_budget_yuan"),
        Metric(
            "budget_coverage_rate",
            "coalesce(sum(budget_yuan), 0)"
            " / nullif(coalesce(sum(budget_yuan), 0) + coalesce(sum(quarantined_budget_yuan), 0), 0)",
            f"{_UNIT_YEAR}.budget_coverage_rate",
            _RATE,
        ),
    ),
)

LINES = Dataset(
    "lines",
    "指标行 Indicator lines",
    "采纳评价的每个指标行一行。One row per indicator line of an admitted evaluation.",
    f"""{_EVALUATIONS}

select
    forms.evaluation_key,
{_WHOSE},
    coalesce(cast(categories.category_ordinal as varchar) || ' ', '') || categories.category_name as category_name,
    indicators.indicator_name,
    scores.weight_points,
    scores.self_score_points,
    scores.lost_points
from marts.fct_indicator_scores as scores
inner join forms on scores.evaluation_key = forms.evaluation_key
inner join marts.dim_indicator_category as categories on scores.category_key = categories.category_key
inner join marts.dim_indicator as indicators on scores.indicator_key = indicators.indicator_key""",
    ("rpt_indicator_scores_flat",),
    (
        _SCORE_RATE,
        Metric("lost_points", "coalesce(sum(lost_points), 0)", "rpt_category_year.lost_points", ",.0f"),
    ),
)

INDICATORS = Dataset(
    "indicators",
    "指标值 Indicator values",
    "采纳评价的每个指标值一行，暂缺的指标没有行。One row per value of an indicator; a withheld indicator has none.",
    f"""{_EVALUATIONS}

select
    forms.evaluation_key,
{_WHOSE},
    models.indicator_model_name_zh,
    models.unit,
    models.rollup,
    facts.value,
    facts.numerator,
    facts.denominator
from marts.fct_indicator_values as facts
inner join forms on facts.evaluation_key = forms.evaluation_key
inner join marts.dim_indicator_model as models on facts.indicator_model_key = models.indicator_model_key
where facts.status = 'value'""",
    ("rpt_indicator_by_year", "rpt_indicator_scores_flat"),
    (Metric("value", "sum(numerator) / nullif(sum(denominator), 0)", "rpt_indicator_by_year.value", _RATE),),
)

FAILURES = Dataset(
    "failures",
    "未通过的规则 Rules that failed",
    "每份评价与每条未通过的规则一行，不论采纳或隔离；一份评价可因多条规则隔离。"
    "One row per evaluation and rule that it fails; several rules may keep one evaluation in quarantine.",
    f"""{_EVALUATIONS}

select
    forms.evaluation_key,
    forms.evaluation_state,
{_WHOSE},
    rules.rule_name_zh,
    case results.severity when 'blocking' then '1 阻断' when 'warning' then '2 警告' else '3 提示' end as severity,
    results.finding_count,
    forms.budget_yuan
from marts.fct_rule_results as results
inner join forms on results.evaluation_key = forms.evaluation_key
inner join marts.dim_quality_rule as rules on results.rule_key = rules.rule_key
where results.outcome = 'fail'""",
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
    ),
)

QUARANTINED = Dataset(
    "quarantined",
    "隔离评价 Quarantined evaluations",
    "每份隔离的评价一行：原因、金额与所在的行。One row per evaluation in quarantine: why, how much, and where to look.",
    f"""{_EVALUATIONS}

select
{_WHOSE},
    forms.budget_yuan / 10000 as budget_wan_yuan,
    quarantined.reasons_zh,
    quarantined.relative_path,
    quarantined.first_source_line
from marts.quarantined_evaluations as quarantined
inner join forms on quarantined.evaluation_key = forms.evaluation_key""",
    ("quarantined_evaluations", "dim_scheme", _UNIT_YEAR),
    (),
)

COVERAGE = Dataset(
    "coverage",
    "应报未报 Filing coverage",
    "每份应报评价一行（expected_evaluations.csv）。One row per evaluation that expected_evaluations.csv expects.",
    f"""{_FORMS}

select
    cast(coverage.fiscal_year as varchar) as fiscal_year,
    coverage.budget_unit_code,
    coalesce(units.budget_unit_name, coverage.budget_unit_code) as budget_unit_name,
    coverage.project_name,
    coverage.expected_budget_yuan,
    case coverage.filing_status
        when 'filed' then '1 已报' when 'quarantined' then '2 隔离' else '3 未报'
    end as filing_status
from marts.filing_coverage as coverage
left join units on coverage.budget_unit_code = units.budget_unit_code""",
    ("filing_coverage", "evaluation_lifecycle"),
    (
        Metric("evaluation_count", "count(*)", "quality_scorecard.evaluation_count", _COUNT),
        _sum_wan("expected_budget_wan_yuan", "expected_budget_yuan", "filing_coverage.expected_budget_yuan"),
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

DATASETS = (EVALUATIONS, LINES, INDICATORS, FAILURES, QUARANTINED, COVERAGE, RELEASE)
