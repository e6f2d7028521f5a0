"""What the front page shows, as queries on a release. Sums are added here; ratios are divided sums, never averages."""

RELEASE = """
    select
        release_info.* exclude (refreshed_at),
        epoch(release_info.refreshed_at) as refreshed_seconds,
        (select publisher from catalog.about) as publisher,
        (select count(*) from marts.quarantined_evaluations where budget_yuan is null) as unknown_budget_count,
        totals.*
    from marts.release_info
    cross join (
        select
            coalesce(sum(budget_yuan), 0) as budget_yuan,
            coalesce(sum(executed_yuan), 0) as executed_yuan,
            sum(rated_executed_yuan) as rated_executed_yuan,
            sum(rated_budget_yuan) as rated_budget_yuan,
            sum(total_score_points) as total_score_points,
            sum(total_weight_points) as total_weight_points,
            count(distinct budget_unit_code) filter (where evaluation_count > 0) as unit_count
        from marts.rpt_department_year
    ) as totals
"""
_YEARS = """
    select
        fiscal_year,
        sum(evaluation_count) as evaluations,
        sum(budget_yuan) as budget_yuan,
        sum(executed_yuan) as executed_yuan,
        sum(rated_executed_yuan) as rated_executed_yuan,
        sum(rated_budget_yuan) as rated_budget_yuan,
        sum(total_score_points) as total_score_points,
        sum(total_weight_points) as total_weight_points,
        sum(quarantined_evaluation_count) as quarantined,
        sum(quarantined_budget_yuan) as quarantined_budget_yuan
    from marts.rpt_department_year
    group by all
    order by fiscal_year desc
"""
_UNITS = """
    select * replace (nullif(budget_unit_name, '未知') as budget_unit_name)
    from marts.rpt_department_year
    order by fiscal_year desc, budget_yuan desc, budget_unit_code
"""
_GRADES = """
    select
        schemes.scheme_code,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        grades.grade_name_zh,
        grades.grade_name_en,
        grades.grade_ordinal,
        grades.lower_bound_points,
        spread.fiscal_year,
        spread.grade_key,
        spread.evaluation_count,
        spread.scheme_evaluation_count,
        spread.evaluation_share
    from marts.rpt_grade_distribution as spread
    inner join marts.dim_scheme as schemes on spread.scheme_key = schemes.scheme_key
    inner join marts.dim_grade as grades on spread.grade_key = grades.grade_key
    order by schemes.scheme_code desc, spread.fiscal_year desc, grades.grade_ordinal nulls last
"""
_CATEGORIES = """
    select
        schemes.scheme_code,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        categories.category_name,
        categories.category_name_en,
        categories.category_ordinal,
        categories.cap_points,
        categories.cap_kind,
        profile.fiscal_year,
        profile.category_key,
        profile.evaluation_count,
        profile.weight_points,
        profile.self_score_points,
        profile.lost_points,
        profile.score_rate
    from marts.rpt_category_year as profile
    inner join marts.dim_scheme as schemes on profile.scheme_key = schemes.scheme_key
    inner join marts.dim_indicator_category as categories on profile.category_key = categories.category_key
    order by schemes.scheme_code desc, categories.category_ordinal nulls last, profile.fiscal_year desc
"""
_INDICATORS = """
    select
        models.indicator_model_code,
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        models.definition_zh,
        models.definition_en,
        models.formula_zh,
        models.formula_en,
        models.unit,
        models.direction,
        models.rollup,
        texts.reading_zh,
        texts.reading_en,
        texts.caution_zh,
        texts.caution_en,
        sums.fiscal_year,
        sums.value,
        sums.value_count,
        sums.not_applicable_count,
        sums.insufficient_data_count
    from marts.rpt_indicator_by_year as sums
    inner join marts.dim_indicator_model as models on sums.indicator_model_key = models.indicator_model_key
    left join catalog.indicators as texts on models.indicator_model_code = texts.indicator_model_code
    order by models.indicator_model_ordinal, sums.fiscal_year desc
"""
_WITHHELD = """
    select
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        status.indicator_model_code,
        status.cause
    from marts.indicator_status as status
    inner join marts.dim_indicator_model as models on status.indicator_model_key = models.indicator_model_key
    where status.release_status = 'withheld'
    order by models.indicator_model_ordinal
"""
_LOST = """
    select
        sums.indicator_name,
        nullif(indicators.indicator_name_en, sums.indicator_name) as indicator_name_en,
        sum(sums.line_count) as line_count,
        sum(sums.weight_points) as weight_points,
        sum(sums.self_score_points) as self_score_points,
        sum(sums.lost_points) as lost_points
    from marts.rpt_indicator_concept_year as sums
    inner join marts.dim_indicator as indicators on sums.indicator_key = indicators.indicator_key
    group by sums.indicator_key, sums.indicator_name, indicators.indicator_name_en
    having sum(sums.lost_points) > 0
    order by sum(sums.lost_points) desc, sums.indicator_name
    limit 15
"""
_REASONS = """
    with reasons as (
        select
            quarantined.evaluation_key,
            quarantined.budget_yuan,
            unnest(string_split(quarantined.reason_codes, ', ')) as rule_code
        from marts.quarantined_evaluations as quarantined
    )

    select
        rules.rule_name_zh,
        rules.rule_name_en,
        reasons.rule_code,
        count(*) as evaluations,
        sum(reasons.budget_yuan) as budget_yuan
    from reasons
    left join marts.dim_quality_rule as rules on reasons.rule_code = rules.rule_code
    group by all
    order by count(*) desc, reasons.rule_code
"""
_QUARANTINED = """
    select
        quarantined.evaluation_key,
        quarantined.project_name,
        quarantined.budget_unit_name,
        quarantined.fiscal_year,
        quarantined.budget_yuan,
        quarantined.reasons_zh,
        quarantined.reasons_en,
        quarantined.relative_path
    from marts.quarantined_evaluations as quarantined
    order by quarantined.budget_yuan desc nulls last, quarantined.evaluation_key
    limit 10
"""
_FILING = """
    select
        filing_status,
        count(*) as projects,
        sum(expected_budget_yuan) as budget_yuan
    from marts.filing_coverage
    group by filing_status
    order by filing_status
"""
_MISSING = """
    select
        filing.budget_unit_code,
        units.budget_unit_name,
        filing.project_name,
        filing.fiscal_year,
        filing.expected_budget_yuan
    from marts.filing_coverage as filing
    left join (
        select
            budget_unit_code,
            max_by(budget_unit_name, coalesce(valid_from, date '0001-01-01')) as budget_unit_name
        from marts.dim_department
        group by budget_unit_code
    ) as units on filing.budget_unit_code = units.budget_unit_code
    where filing.filing_status = 'missing'
    order by filing.fiscal_year desc, filing.expected_budget_yuan desc nulls last, filing.project_name
    limit 500
"""
_SET_ASIDE = """
    select kind_name_zh, kind_name_en, title, relative_path, first_page, count(*) over () as row_count
    from marts.set_aside_forms
    order by relative_path, first_line
    limit 500
"""
_REJECTIONS = """
    select
        relative_path, first_line, page, rejection_scope, message_zh, message_en, action_zh, action_en, excerpt,
        count(*) over () as row_count
    from marts.rejections
    order by relative_path, first_line
    limit 500
"""
_SCORECARD = """
    select * replace (nullif(budget_unit_name, '未知') as budget_unit_name)
    from marts.quality_scorecard
    order by quarantined_evaluation_count desc, quarantined_budget_yuan desc, fiscal_year desc, budget_unit_code
"""
# Forms that count today, admitted or waiting; what was replaced or withdrawn is no longer anybody's task.
_RULES = """
    select
        rules.rule_name_zh,
        rules.rule_name_en,
        results.rule_code,
        results.severity,
        count(*) filter (where results.outcome = 'fail') as failed,
        count(*) filter (where results.outcome <> 'not_applicable') as applied
    from marts.fct_rule_results as results
    inner join marts.evaluation_lifecycle as evaluations on results.evaluation_key = evaluations.evaluation_key
    inner join marts.dim_quality_rule as rules on results.rule_key = rules.rule_key
    where evaluations.evaluation_state in ('admitted', 'quarantined')
    group by all
    having count(*) filter (where results.outcome = 'fail') > 0
    order by failed desc, results.rule_code, results.severity
"""

QUERIES = {
    "years": _YEARS,
    "units": _UNITS,
    "grades": _GRADES,
    "categories": _CATEGORIES,
    "indicators": _INDICATORS,
    "withheld": _WITHHELD,
    "lost": _LOST,
    "reasons": _REASONS,
    "quarantined": _QUARANTINED,
    "filing": _FILING,
    "missing": _MISSING,
    "set_aside": _SET_ASIDE,
    "rejections": _REJECTIONS,
    "scorecard": _SCORECARD,
    "rules": _RULES,
}
