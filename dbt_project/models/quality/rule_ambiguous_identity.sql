with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- Two forms of one document about the same project and year that say different things.
twins as (

    select
        evaluations.evaluation_key,
        evaluations.first_line as source_line,
        evaluations.project_name,
        min(others.first_line) as other_line
    from evaluations
    inner join evaluations as others
        on
            evaluations.document_hash = others.document_hash
            and evaluations.form_ordinal <> others.form_ordinal
            and evaluations.project_key = others.project_key
            and evaluations.fiscal_year = others.fiscal_year
            and evaluations.content_hash <> others.content_hash
    where
        evaluations.project_key <> -1
        and evaluations.fiscal_year <> -1
        and (
            evaluations.office_part is null
            or others.office_part is null
            or evaluations.office_part = others.office_part
        )
    group by evaluations.evaluation_key, evaluations.first_line, evaluations.project_name

),

applicable as (

    select evaluation_key
    from evaluations
    where project_key <> -1 and fiscal_year <> -1

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        project_name as observed,
        'one form a project and year in a document' as expected,
        '同一文件内另有同一项目同一年度的表，内容不同（第 ' || other_line || ' 行）' as message_zh,
        'another form of this project and year in the same document says otherwise (line ' || other_line || ')' as message_en
    from twins

)

{{ rule_rows() }}
