with

-- An execution row outside the total. A filer who sums all rows finds another number.
execution_rows as (

    select
        evaluations.evaluation_key,
        {{ show_number('lines.self_score_number') }} as score
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_indicator_lines') }} as lines on evaluations.evaluation_key = lines.evaluation_key
    where lines.is_execution_row and lines.self_score_number is not null and not evaluations.is_execution_in_total

),

-- The total may be printed in the total row, among the fields, or in both.
totals as (

    select
        evaluation_key,
        'total_score' as field_code,
        total_line as source_line,
        total_score_normalised as printed_text,
        row_total_score_number as printed_number,
        coalesce(total_score_number, 0) as total_score_number
    from {{ ref('int_evaluations') }}
    where line_count > 0 and row_total_score_number is not null
    union all
    select
        evaluation_key,
        'head_total_score' as field_code,
        head_total_score_line as source_line,
        head_total_score_normalised as printed_text,
        head_total_score_number as printed_number,
        coalesce(total_score_number, 0) as total_score_number
    from {{ ref('int_evaluations') }}
    where line_count > 0 and head_total_score_number is not null

),

applicable as (

    select distinct evaluation_key from totals

),

findings as (

    select
        totals.evaluation_key,
        totals.field_code,
        totals.source_line,
        totals.printed_text as observed,
        {{ show_number('totals.total_score_number') }} as sum_of_lines,
        coalesce('（不含预算执行率行 ' || execution_rows.score || ' 分）', '') as without_zh,
        coalesce(' without the execution row of ' || execution_rows.score, '') as without_en
    from totals
    left join execution_rows on totals.evaluation_key = execution_rows.evaluation_key
    where totals.printed_number <> totals.total_score_number

)

{{ rule_rows() }}
