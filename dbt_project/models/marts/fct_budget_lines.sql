with

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

-- The total of each phase: the amount of fct_budget_execution and the printed text.
totals as (

    select
        evaluations.evaluation_key,
        1 as funding_line_number,
        'total' as funding_source_code,
        amounts.field_code as budget_phase_code,
        cast(null as varchar) as funding_source_text,
        amounts.printed_text as amount_text,
        amounts.observed as amount_normalised,
        amounts.assumed_unit as label_unit,
        amounts.amount_yuan
    from evaluations
    inner join {{ ref('int_form_amounts') }} as amounts on evaluations.evaluation_key = amounts.evaluation_key
    where amounts.observed is not null

),

sources as (

    select
        evaluations.evaluation_key,
        1 + amounts.funding_line_number as funding_line_number,
        amounts.funding_source_code,
        amounts.budget_phase_code,
        amounts.funding_source_text,
        amounts.value_text as amount_text,
        amounts.value_normalised as amount_normalised,
        amounts.assumed_unit as label_unit,
        {{ to_money('amounts.amount_number') }} as amount_yuan
    from evaluations
    inner join {{ ref('int_budget_sources') }} as amounts on evaluations.evaluation_key = amounts.evaluation_key
    where amounts.value_normalised is not null

),

lines as (

    select * from totals
    union all
    select * from sources

),

final as (

    select
        lines.evaluation_key,
        cast(lines.funding_line_number as integer) as funding_line_number,
        {{ surrogate_key(['lines.funding_source_code']) }} as funding_source_key,
        {{ surrogate_key(['lines.budget_phase_code']) }} as budget_phase_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        lines.funding_source_text,
        lines.amount_text,
        {{ amount_unit('lines.amount_normalised', 'lines.label_unit') }} as amount_unit,
        cast({{ amount_factor('lines.amount_normalised', 'lines.label_unit') }} as integer) as unit_factor,
        lines.amount_yuan
    from lines
    inner join evaluations on lines.evaluation_key = evaluations.evaluation_key

)

select * from final
