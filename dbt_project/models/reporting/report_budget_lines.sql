with

lines as (

    select * from {{ ref('fct_budget_lines') }}

),

sources as (

    select * from {{ ref('dim_funding_source') }}

),

phases as (

    select * from {{ ref('dim_budget_phase') }}

),

money as (

    select * from {{ ref('fct_budget_execution') }}

),

-- The first row of the money block; what the sources leave of it has a row below only if there are sources.
totals as (

    {%- for field in ['prior_year_budget', 'initial_budget', 'budget', 'executed'] %}
        select
            money.evaluation_key,
            0 as funding_line_number,
            '年度资金总额' as funding_source_name_zh,
            'Total of the year' as funding_source_name_en,
            phases.budget_phase_ordinal,
            phases.budget_phase_name_zh,
            phases.budget_phase_name_en,
            money.{{ field }}_text as amount_text,
            money.{{ field }}_yuan as amount_yuan
        from money
        inner join phases on phases.budget_phase_code = '{{ field }}'
        where money.{{ field }}_text is not null or money.{{ field }}_yuan is not null
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

parts as (

    select
        lines.evaluation_key,
        lines.funding_line_number,
        coalesce(lines.funding_source_text, sources.funding_source_name_zh) as funding_source_name_zh,
        case
            when sources.funding_source_code <> 'unlisted' then sources.funding_source_name_en
        end as funding_source_name_en,
        phases.budget_phase_ordinal,
        phases.budget_phase_name_zh,
        phases.budget_phase_name_en,
        lines.amount_text || case
            when lines.amount_text like '%元%' then '' else ' ' || coalesce(lines.amount_unit, '')
        end as amount_text,
        lines.amount_yuan
    from lines
    inner join sources on lines.funding_source_key = sources.funding_source_key
    inner join phases on lines.budget_phase_key = phases.budget_phase_key
    where sources.funding_source_code <> 'unallocated' or lines.amount_text is null

),

final as (

    select * from totals
    union all
    select * from parts

)

select * from final
