with

problems as (

    select * from {{ ref('outgoing_problems') }}

),

counted as (

    select
        recipient_code,
        count(*) as problem_count,
        count(distinct evaluation_key) as form_count,
        count(distinct coalesce(document_hash, relative_path)) filter (where problem_kind = 'rejection') as unread_file_count
    from problems
    group by recipient_code

),

-- Each form once: its money stands beside each of its problems.
money as (

    select
        forms.recipient_code,
        count(*) as form_count,
        sum(quarantined.budget_yuan) as budget_yuan,
        {{ count_unknown('quarantined.budget_yuan') }} as budget_unknown_count
    from (
        select distinct
            recipient_code,
            evaluation_key
        from problems
        where problem_kind = 'finding'
    ) as forms
    inner join {{ ref('quarantined_evaluations') }} as quarantined on forms.evaluation_key = quarantined.evaluation_key
    group by forms.recipient_code

),

final as (

    select
        counted.recipient_code,
        units.budget_unit_label as recipient_name,
        counted.problem_count,
        counted.form_count,
        {{ sum_known('money.budget_yuan', 'money.form_count') }} as budget_yuan,
        coalesce(money.budget_unknown_count, 0) as budget_unknown_count,
        counted.unread_file_count
    from counted
    left join money on counted.recipient_code = money.recipient_code
    left join {{ ref('report_units') }} as units
        on counted.recipient_code = units.budget_unit_code and counted.recipient_code <> '-1'

)

select * from final
