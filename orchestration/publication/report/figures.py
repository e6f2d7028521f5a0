"""Queries of the front page. The models in dbt_project/models/reporting/ compute; these select and order."""

RELEASE = """
    select
        release_info.* exclude (refreshed_at),
        epoch(release_info.refreshed_at) as refreshed_seconds
    from marts.release_info
"""
TOTALS = "select * from reporting.report_totals"
PUBLISHER = "select publisher from catalog.about"
_YEARS = "select * from reporting.report_years order by fiscal_year desc"
_UNITS = """
    select * replace (nullif(budget_unit_name, '未知') as budget_unit_name)
    from marts.rpt_department_year
    order by fiscal_year desc, budget_yuan desc, budget_unit_code
"""
_GRADES = """
    select *
    from reporting.report_grades
    order by scheme_code desc, fiscal_year desc, grade_ordinal nulls last
"""
_CATEGORIES = """
    select *
    from reporting.report_categories
    order by scheme_code desc, category_ordinal nulls last, fiscal_year desc
"""
# How to read an indicator is in the catalogue of the release, not in a table of the build.
_INDICATORS = """
    select years.*, texts.reading_zh, texts.reading_en, texts.caution_zh, texts.caution_en
    from reporting.report_indicators as years
    left join catalog.indicators as texts on years.indicator_model_code = texts.indicator_model_code
    order by years.indicator_model_ordinal, years.fiscal_year desc
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
    order by quarantined_evaluation_count desc, quarantined_budget_yuan desc, fiscal_year desc, budget_unit_code
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
