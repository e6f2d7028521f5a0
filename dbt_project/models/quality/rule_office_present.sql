with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where is_office_printed

),

findings as (

    select
        evaluation_key,
        office_name_line as source_line,
        null as observed
    from applicable
    where office_part is null

)

{{ rule_rows() }}
