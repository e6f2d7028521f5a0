with

measured as (

    select
        evaluation_key,
        placeholder_count as numerator,
        line_count as denominator,
        case when line_count = 0 then 'no_weighted_line' end as reason_code
    from {{ ref('fct_evaluations') }}

)

{{ indicator_rows() }}
