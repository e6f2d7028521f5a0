"""Queries of the front page and the page of all years; the models in dbt_project/models/reporting/ compute."""

RELEASE = """
    select
        release_info.* exclude (refreshed_at),
        epoch(release_info.refreshed_at) as refreshed_seconds
    from marts.release_info
"""
TOTALS = "select * from reporting.report_totals"
PUBLISHER = "select publisher from catalog.about"
_YEARS = "select * from reporting.report_years order by fiscal_year"
_UNITS = """
    select * replace (nullif(budget_unit_name, '未知') as budget_unit_name)
    from marts.rpt_department_year
    order by fiscal_year desc, budget_yuan desc nulls last, budget_unit_code
"""
_GRADES = """
    select *
    from reporting.report_grades
    order by scheme_code desc, fiscal_year, grade_ordinal nulls last
"""
_CATEGORIES = """
    select *
    from reporting.report_categories
    order by scheme_code desc, category_ordinal nulls last, fiscal_year
"""
# How to read an indicator is in the catalogue of the release, not in a table of the build.
_INDICATORS = """
    select years.*, texts.reading_zh, texts.reading_en, texts.caution_zh, texts.caution_en
    from reporting.report_indicators as years
    left join catalog.indicators as texts on years.indicator_model_code = texts.indicator_model_code
    order by years.indicator_model_ordinal, years.fiscal_year
"""
_EXCLUDED = "select * from reporting.report_excluded_indicators order by indicator_model_ordinal"
_LOST = """
    select *
    from reporting.report_indicator_concepts
    where lost_points > 0
    order by lost_points desc, indicator_name
    limit 15
"""
_REASONS = "select * from reporting.report_quarantine_reasons order by evaluation_count desc, rule_code"
_QUARANTINED = """
    select
        evaluation_key, project_name, budget_unit_name, fiscal_year, budget_yuan, reasons_zh, reasons_en, relative_path
    from marts.quarantined_evaluations
    order by budget_yuan desc nulls last, evaluation_key
    limit 10
"""
_FILING = "select * from reporting.report_filing_status order by filing_status"
_MISSING = """
    select *
    from reporting.report_missing_filings
    order by fiscal_year desc, expected_budget_yuan desc nulls last, project_name
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
    order by
        quarantined_evaluation_count desc, quarantined_budget_yuan desc nulls last, fiscal_year desc, budget_unit_code
"""
_RULES = """
    select *
    from reporting.report_rule_outcomes
    where failed_count > 0
    order by failed_count desc, rule_code, severity
"""

QUERIES = {
    "years": _YEARS,
    "units": _UNITS,
    "grades": _GRADES,
    "categories": _CATEGORIES,
    "indicators": _INDICATORS,
    "excluded": _EXCLUDED,
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

# The worklist is made from indicators: if it is excluded, the report must have its forms all the same.
_WORKLIST = "select evaluation_key, signal_points, signal_codes, reasons_zh, reasons_en from marts.rpt_review_worklist"
_FACTS = "select * from reporting.report_facts order by budget_yuan desc nulls last, evaluation_key"
_LINES = """
    select evaluation_key, indicator_key, category_key, weight_points, lost_points
    from marts.fct_indicator_scores
    where is_in_total and not is_placeholder and weight_points is not null and lost_points is not null
    order by evaluation_key, line_number
"""
_SOURCES = """
    select *
    from reporting.report_text_sources
    order by evaluation_key, text_count desc, source_evaluation_key
"""
_UNIT_NAMES = """
    select budget_unit_code, budget_unit_label, supervising_department_name, region
    from reporting.report_units
"""
_SCHEMES = "select scheme_code, scheme_name_zh, scheme_name_en from marts.dim_scheme"
_GRADE_NAMES = """
    select grade_key, grade_name_zh, grade_name_en, grade_ordinal, schemes.scheme_code
    from marts.dim_grade as grades
    left join marts.dim_scheme as schemes on grades.scheme_key = schemes.scheme_key
    order by schemes.scheme_code, grade_ordinal nulls last, grade_key
"""
_CATEGORY_NAMES = """
    select category_key, category_name, category_name_en
    from marts.dim_indicator_category
    order by category_key
"""
_INDICATOR_NAMES = (
    "select indicator_key, indicator_name, indicator_name_en from marts.dim_indicator order by indicator_key"
)
_SIGNALS = """
    select distinct signal_code, signal_name_zh, signal_name_en
    from marts.fct_review_signals
    order by signal_code
"""
_CAPS = """
    select
        evaluation_key, rule_set_code, rule_set_name_zh, rule_set_name_en, cap_lost_points, deviation_lost_points,
        reason_lost_points, score_after_points, grade_after_key, applied_rules_zh, applied_rules_en,
        unapplied_rules_zh, unapplied_rules_en
    from marts.rpt_score_cap_effect
    order by rule_set_code, evaluation_key
"""
_FILINGS = """
    select
        budget_unit_code, project_name, fiscal_year, filing_status, expected_budget_yuan, is_late, late_day_count
    from marts.filing_coverage
    order by fiscal_year, budget_unit_code, project_name
"""
_REVISIONS = """
    select revisions.evaluation_key, field_code, indicator_name, old_text, new_text
    from marts.evaluation_revisions as revisions
    inner join reporting.report_facts as facts using (evaluation_key)
    where facts.release_change = 'revised'
    order by revisions.evaluation_key, indicator_name nulls first, field_code
"""

DATA = {
    "facts": _FACTS,
    "lines": _LINES,
    "sources": _SOURCES,
    "units": _UNIT_NAMES,
    "schemes": _SCHEMES,
    "grades": _GRADE_NAMES,
    "categories": _CATEGORY_NAMES,
    "indicators": _INDICATOR_NAMES,
    "signals": _SIGNALS,
    "worklist": _WORKLIST,
    "caps": _CAPS,
    "filings": _FILINGS,
    "revisions": _REVISIONS,
}
