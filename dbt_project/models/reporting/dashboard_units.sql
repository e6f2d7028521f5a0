with

units as (

    select * from {{ ref('report_units') }}

),

final as (

    select
        budget_unit_code,
        budget_unit_label
    from units

)

select * from final
