with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

amounts as (

    {{ form_amounts('evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        observed,
        'an amount, 0 where there is none' as expected,
        name_zh || case when basis = 'sum_of_sources' then ' 未填写，取各来源之和 ' || observed || ' 元' else ' 未填写' end as message_zh,
        name_en || case when basis = 'sum_of_sources' then ' is blank: its sources sum to ' || observed || ' yuan' else ' is blank' end
            as message_en
    from amounts
    where
        ({{ is_blank('observed') }} or basis = 'sum_of_sources')
        -- Not every scheme's form has these two: they are missed where their label is printed.
        and (field_code not in ('initial_budget', 'prior_year_budget') or printed_text is not null)

)

{{ rule_rows() }}
