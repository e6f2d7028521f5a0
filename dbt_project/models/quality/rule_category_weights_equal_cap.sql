with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where has_line_weights

),

caps as (

    select * from {{ ref('categories') }}
    where cap_kind = 'binding' and cap_points is not null

),

sums as (

    select
        evaluation_key,
        category_code,
        sum(weight_number) as weight_number,
        min(first_line) as source_line
    from {{ ref('int_indicator_lines') }}
    group by evaluation_key, category_code

),

applicable as (

    select distinct evaluations.evaluation_key
    from evaluations
    inner join caps on evaluations.scheme_code = caps.scheme_code

),

findings as (

    select
        evaluations.evaluation_key,
        null as line_number,
        sums.source_line,
        {{ show_number('coalesce(sums.weight_number, 0)') }} as observed,
        {{ show_number('caps.cap_points') }} as expected,
        caps.category_name_zh || ' 权重合计 ' || {{ show_number('coalesce(sums.weight_number, 0)') }}
        || '，应为 ' || {{ show_number('caps.cap_points') }} as message_zh,
        caps.category_name_en || ': weights sum to ' || {{ show_number('coalesce(sums.weight_number, 0)') }}
        || ', the cap is ' || {{ show_number('caps.cap_points') }} as message_en
    from evaluations
    inner join caps on evaluations.scheme_code = caps.scheme_code
    left join sums
        on evaluations.evaluation_key = sums.evaluation_key and caps.category_code = sums.category_code
    where coalesce(sums.weight_number, 0) <> caps.cap_points

)

{{ rule_rows() }}
