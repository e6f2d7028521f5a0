with

evaluations as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where schemes.is_indicator_catalogued

),

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where line_count > 0

),

findings as (

    select
        lines.evaluation_key,
        lines.line_number,
        lines.first_line as source_line,
        lines.indicator_name as observed,
        'a name of indicator_catalogue.csv or indicator_aliases.csv' as expected,
        '指标不在目录中：' || lines.indicator_name as message_zh,
        'the indicator is not in the catalogue: ' || lines.indicator_name as message_en
    from lines
    inner join evaluations on lines.evaluation_key = evaluations.evaluation_key
    where lines.indicator_code is null and lines.indicator_name is not null

)

{{ rule_rows() }}
