with

years as (

    select
        evaluations.evaluation_key,
        evaluations.fiscal_year,
        evaluations.fiscal_year_basis,
        evaluations.first_line,
        evaluations.self_evaluation_date,
        evaluations.relative_path,
        years.listed_year,
        years.folder_year,
        years.file_name_year
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_years') }} as years
        on evaluations.document_hash = years.document_hash and evaluations.form_ordinal = years.form_ordinal

),

-- The year that a form states, unless a steward has confirmed it.
stated as (

    select *
    from years
    where fiscal_year_basis = 'form' and fiscal_year is distinct from listed_year

),

applicable as (

    select evaluation_key
    from stated

),

findings as (

    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        cast(fiscal_year as varchar) as observed,
        coalesce('self-evaluated ' || self_evaluation_date || ', ', '') || 'filed as ' || relative_path as expected,
        '预算年度 ' || fiscal_year || ' 与自评时间或文件位置不符（' || coalesce('自评时间 ' || self_evaluation_date || '，', '')
        || '文件 ' || relative_path || '）；请更正 fiscal_year，或在 source_documents.csv 中确认' as message_zh,
        'fiscal year ' || fiscal_year || ' does not go with the date or the file ('
        || coalesce('self-evaluated ' || self_evaluation_date || ', ', '') || relative_path
        || '): correct fiscal_year, or confirm it in source_documents.csv' as message_en
    from stated
    where
        extract(year from self_evaluation_date) < fiscal_year
        -- Folder or file say another year, and nothing says that of the form.
        or (
            (abs(fiscal_year - folder_year) > 1 or abs(fiscal_year - file_name_year) > 1)
            and not coalesce(extract(year from self_evaluation_date) - fiscal_year between 0 and 1, false)
            and not coalesce(abs(fiscal_year - folder_year) <= 1, false)
            and not coalesce(abs(fiscal_year - file_name_year) <= 1, false)
        )

)

{{ rule_rows() }}
