with

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

quarantined as (

    select * from {{ ref('quarantined_evaluations') }}

),

final as (

    select
        current_evaluations.fiscal_year,
        current_evaluations.budget_unit_code,
        current_evaluations.budget_unit_name,
        current_evaluations.scheme_name_zh,
        current_evaluations.project_name,
        current_evaluations.budget_yuan / 10000 as budget_wan_yuan,
        quarantined.reasons_zh,
        quarantined.relative_path,
        quarantined.first_source_line
    from quarantined
    inner join current_evaluations on quarantined.evaluation_key = current_evaluations.evaluation_key

)

select * from final
