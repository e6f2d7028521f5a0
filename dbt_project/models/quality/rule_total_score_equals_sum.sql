with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- The total may be printed in the total row, among the fields, or at both places.
totals as (

    {%- for number, text, line in [
        ('row_total_score_number', 'total_score_normalised', 'total_line'),
        ('head_total_score_number', 'head_total_score_normalised', 'head_total_score_line'),
    ] %}
    select
        evaluation_key,
        {{ line }} as source_line,
        {{ text }} as printed_text,
        {{ number }} as printed_number,
        coalesce(total_score_number, 0) as total_score_number
    from evaluations
    where line_count > 0 and {{ number }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

applicable as (

    select distinct evaluation_key
    from totals

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        printed_text as observed,
        {{ show_number('total_score_number') }} as expected,
        '合计自评分 ' || printed_text || '，各行之和为 ' || {{ show_number('total_score_number') }} as message_zh,
        'the printed total score is ' || printed_text || ', the lines sum to ' || {{ show_number('total_score_number') }}
            as message_en
    from totals
    where printed_number <> total_score_number

)

{{ rule_rows() }}
