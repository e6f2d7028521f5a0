with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

totals as (

    {%- for field, name_zh, name_en in [
        ('initial_budget', '年初预算数', 'initial budget'),
        ('budget', '全年预算数', 'adjusted budget'),
        ('executed', '全年执行数', 'executed amount'),
    ] %}
        select
            evaluation_key,
            '{{ field }}' as budget_phase_code,
            {{ field }}_line as source_line,
            {{ field }}_normalised as printed_text,
            {{ field }}_number as total_number,
            '{{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from evaluations
        where {{ field }}_number is not null
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

sums as (

    select
        evaluation_key,
        budget_phase_code,
        sum(amount_number) as source_number
    from {{ ref('int_budget_sources') }}
    group by evaluation_key, budget_phase_code
    having sum(amount_number) is not null

),

compared as (

    select
        totals.*,
        sums.source_number
    from totals
    inner join sums
        on totals.evaluation_key = sums.evaluation_key and totals.budget_phase_code = sums.budget_phase_code

),

applicable as (

    select distinct evaluation_key from compared

),

findings as (

    select
        evaluation_key,
        budget_phase_code as field_code,
        source_line,
        printed_text as observed,
        {{ show_number('total_number') }} as total,
        {{ show_number('source_number') }} as sources,
        name_zh,
        name_en
    from compared
    where total_number <> source_number

)

{{ rule_rows() }}
