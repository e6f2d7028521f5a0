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

final as (

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

)

select * from final
