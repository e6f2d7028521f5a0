with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        case when basis = 'sum_of_sources' then 'summed' else 'blank' end as case_code,
        field_code,
        source_line,
        observed,
        field_name_zh as name_zh,
        field_name_en as name_en
    from {{ ref('int_form_amounts') }}
    where
        ({{ is_blank('observed') }} or basis = 'sum_of_sources')
        -- Not every scheme has these two fields: they are required only if their label is printed.
        and (field_code not in ('initial_budget', 'prior_year_budget') or printed_text is not null)

)

{{ rule_rows() }}
