with

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

-- The total of each phase: the amount of fct_budget_execution and the printed text.
totals as (

    select
        evaluations.evaluation_key,
        amounts.field_code as budget_phase_code,
        amounts.printed_text as amount_text,
        amounts.observed as amount_normalised,
        amounts.assumed_unit as label_unit,
        amounts.amount_yuan
    from evaluations
    inner join {{ ref('int_form_amounts') }} as amounts on evaluations.evaluation_key = amounts.evaluation_key

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

source_sums as (

    select
        evaluation_key,
        budget_phase_code,
        coalesce(sum(amount_yuan), 0) as amount_yuan
    from sources
    group by evaluation_key, budget_phase_code

),

-- What the sources leave of the total, so that the lines of a phase sum to it; the whole total where no source is printed.
unallocated as (

    select
        totals.evaluation_key,
        1 as funding_line_number,
        'unallocated' as funding_source_code,
        totals.budget_phase_code,
        cast(null as varchar) as funding_source_text,
        case when source_sums.evaluation_key is null then totals.amount_text end as amount_text,
        case when source_sums.evaluation_key is null then totals.amount_normalised end as amount_normalised,
        case when source_sums.evaluation_key is null then totals.label_unit end as label_unit,
        totals.amount_yuan - coalesce(source_sums.amount_yuan, 0) as amount_yuan
    from totals
    left join source_sums
        on totals.evaluation_key = source_sums.evaluation_key and totals.budget_phase_code = source_sums.budget_phase_code
    where
        case
            when source_sums.evaluation_key is null then totals.amount_normalised is not null
            else totals.amount_yuan is distinct from source_sums.amount_yuan
        end

),

lines as (

    select * from unallocated
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
        cast(lines.amount_yuan as decimal(18, 2)) as amount_yuan
    from lines
    inner join evaluations on lines.evaluation_key = evaluations.evaluation_key

)

select * from final
