with

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

corrected as (

    select
        evaluation_key,
        bool_or(field_code = 'execution_rate') as is_rate_corrected
    from {{ ref('int_corrections') }}
    where
        not is_stale
        and field_code in ('initial_budget', 'budget', 'prior_year_budget', 'executed', 'execution_rate')
    group by evaluation_key

),

-- As printed, with the unit of the label, the form or the scheme where the cell has none.
printed as (

    select
        evaluation_key,
        {%- for field in ['initial_budget', 'budget', 'prior_year_budget', 'executed'] %}
            max(
                case
                    when printed_text like '%元%' then printed_text
                    else printed_text || coalesce(' ' || {{ amount_unit('observed', 'assumed_unit') }}, '')
                end
            ) filter (where field_code = '{{ field }}') as {{ field }}_text
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_form_amounts') }}
    group by evaluation_key

),

computed as (

    select
        evaluations.* exclude (initial_budget_text, budget_text, prior_year_budget_text, executed_text),
        printed.initial_budget_text,
        printed.budget_text,
        printed.prior_year_budget_text,
        printed.executed_text,
        {{ safe_ratio('evaluations.executed_yuan', 'evaluations.budget_yuan') }} as execution_rate_computed,
        case when corrected.is_rate_corrected then evaluations.execution_rate_stated end as execution_rate_corrected,
        corrected.evaluation_key is not null as is_corrected
    from evaluations
    left join printed on evaluations.evaluation_key = printed.evaluation_key
    left join corrected on evaluations.evaluation_key = corrected.evaluation_key

),

final as (

    select
        evaluation_key,
        project_key,
        department_key,
        fiscal_year,
        scheme_key,
        initial_budget_yuan,
        budget_yuan,
        prior_year_budget_yuan,
        executed_yuan,
        cast(budget_yuan - executed_yuan as decimal(18, 2)) as unspent_yuan,
        execution_rate_printed as execution_rate_stated,
        execution_rate_corrected,
        execution_rate_computed,
        try_cast(
            coalesce(execution_rate_corrected, execution_rate_printed) - execution_rate_computed as decimal(24, 12)
        ) as execution_rate_gap,
        budget_basis,
        executed_basis,
        initial_budget_text,
        budget_text,
        prior_year_budget_text,
        executed_text,
        is_corrected
    from computed

)

select * from final
