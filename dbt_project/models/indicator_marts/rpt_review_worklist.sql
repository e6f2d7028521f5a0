with

projects as (

    select * from {{ ref('rpt_projects') }}

),

raised as (

    select
        evaluation_key,
        count(*) as signal_count,
        sum(signal_points) as signal_points,
        string_agg(signal_code, ',' order by signal_points desc, signal_code) as signal_codes,
        string_agg(
            signal_name_zh || '（' || {{ value_in_words('value', 'unit', 'zh') }} || '）', '；'
            order by signal_points desc, signal_code
        ) as reasons_zh,
        string_agg(
            signal_name_en || ' (' || {{ value_in_words('value', 'unit', 'en') }} || ')', '; '
            order by signal_points desc, signal_code
        ) as reasons_en
    from {{ ref('fct_review_signals') }}
    group by evaluation_key

),

-- Signals whose indicator has no value for the evaluation although there is something to measure, or is excluded.
signals as (

    select models.indicator_model_key
    from {{ ref('review_signals') }} as signals
    inner join {{ ref('dim_indicator_model') }} as models on signals.indicator_model_code = models.indicator_model_code

),

measured as (

    select
        indicator_values.evaluation_key,
        count(*) filter (where indicator_values.status <> 'insufficient_data') as measured_count
    from {{ ref('fct_indicator_values') }} as indicator_values
    inner join signals on indicator_values.indicator_model_key = signals.indicator_model_key
    group by indicator_values.evaluation_key

),

scored as (

    select
        projects.*,
        coalesce(raised.signal_points, 0) as signal_points,
        coalesce(raised.signal_count, 0) as signal_count,
        (select count(*) from signals) - coalesce(measured.measured_count, 0) as unmeasured_signal_count,
        raised.signal_codes,
        raised.reasons_zh,
        raised.reasons_en
    from projects
    left join raised on projects.evaluation_key = raised.evaluation_key
    left join measured on projects.evaluation_key = measured.evaluation_key

),

-- Of equal points the larger budget comes first.
final as (

    select
        evaluation_key,
        project_key,
        department_key,
        fiscal_year,
        scheme_key,
        scheme_name_zh,
        budget_unit_code,
        budget_unit_name,
        project_name,
        budget_yuan,
        execution_rate_computed,
        total_score_computed_points,
        grade_name_zh,
        cast(signal_points as integer) as signal_points,
        cast(signal_count as integer) as signal_count,
        cast(unmeasured_signal_count as integer) as unmeasured_signal_count,
        cast(row_number() over (
            partition by fiscal_year
            order by signal_points desc, budget_yuan desc nulls last, evaluation_key
        ) as integer) as year_rank,
        cast(row_number() over (
            partition by fiscal_year, budget_unit_code
            order by signal_points desc, budget_yuan desc nulls last, evaluation_key
        ) as integer) as unit_rank,
        signal_codes,
        reasons_zh,
        reasons_en
    from scored

)

select * from final
