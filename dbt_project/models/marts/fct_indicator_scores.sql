with

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

corrected as (

    select distinct
        evaluation_key,
        line_number
    from {{ ref('int_corrections') }}
    where not is_stale and line_number is not null

),

final as (

    select
        lines.evaluation_key,
        cast(lines.line_number as integer) as line_number,
        lines.indicator_key,
        {{ member_key(['evaluations.scheme_code', 'lines.category_code'], 'lines.category_code is null') }} as category_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        lines.subcategory_name,
        lines.weight_points,
        lines.self_score_points,
        cast(lines.weight_points - lines.self_score_points as decimal(10, 4)) as lost_points,
        {{ safe_ratio('lines.self_score_points', 'lines.weight_points') }} as score_rate,
        lines.is_placeholder,
        lines.is_execution_row,
        not lines.is_execution_row or evaluations.is_execution_in_total as is_in_total,
        lines.target_text,
        lines.target_operator,
        lines.target_number,
        lines.target_unit,
        lines.actual_text,
        lines.actual_number,
        lines.actual_unit,
        corrected.evaluation_key is not null as is_corrected
    from lines
    inner join evaluations on lines.evaluation_key = evaluations.evaluation_key
    left join corrected
        on lines.evaluation_key = corrected.evaluation_key and lines.line_number = corrected.line_number

)

select * from final
