with

applicable as (

    select evaluations.evaluation_key
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where schemes.is_indicator_catalogued and evaluations.line_count > 0

),

findings as (

    select
        lines.evaluation_key,
        lines.line_number,
        lines.first_line as source_line,
        lines.indicator_name as observed
    from {{ ref('int_indicator_lines') }} as lines
    inner join applicable on lines.evaluation_key = applicable.evaluation_key
    where lines.indicator_code is null and lines.indicator_name is not null

)

{{ rule_rows(grain='line') }}
