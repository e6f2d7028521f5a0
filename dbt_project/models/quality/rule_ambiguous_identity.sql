with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where project_key <> -1 and fiscal_year <> -1

),

findings as (

    select
        evaluations.evaluation_key,
        evaluations.first_line as source_line,
        evaluations.project_name as observed,
        min(others.first_line) as other_line
    from applicable as evaluations
    inner join applicable as others
        on
            evaluations.document_hash = others.document_hash
            and evaluations.form_ordinal <> others.form_ordinal
            and evaluations.project_key = others.project_key
            and evaluations.fiscal_year = others.fiscal_year
            and evaluations.content_hash <> others.content_hash
    where
        evaluations.office_part is null
        or others.office_part is null
        or evaluations.office_part = others.office_part
    group by evaluations.evaluation_key, evaluations.first_line, evaluations.project_name

)

{{ rule_rows() }}
