with

-- The year that a form states, unless a steward has confirmed it.
applicable as (

    select
        evaluations.evaluation_key,
        evaluations.fiscal_year,
        evaluations.first_line,
        evaluations.self_evaluation_date,
        evaluations.relative_path,
        years.title_year,
        years.field_year,
        years.folder_year,
        years.file_name_year
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_years') }} as years
        on evaluations.document_hash = years.document_hash and evaluations.form_ordinal = years.form_ordinal
    where evaluations.fiscal_year_basis = 'form' and evaluations.fiscal_year is distinct from years.listed_year

),

findings as (

    select
        evaluation_key,
        first_line as source_line,
        case when title_year <> field_year then 'two_years' else 'elsewhere' end as case_code,
        fiscal_year as observed,
        field_year,
        relative_path,
        coalesce('self-evaluated ' || self_evaluation_date || ', ', '') as date_en,
        coalesce('自评时间 ' || self_evaluation_date || '，', '') as date_zh
    from applicable
    where
        title_year <> field_year
        or extract(year from self_evaluation_date) < fiscal_year
        -- The name of folder or file has another year, and nothing confirms the year of the form.
        or (
            (abs(fiscal_year - folder_year) > 1 or abs(fiscal_year - file_name_year) > 1)
            and not coalesce(extract(year from self_evaluation_date) - fiscal_year between 0 and 1, false)
            and not coalesce(abs(fiscal_year - folder_year) <= 1, false)
            and not coalesce(abs(fiscal_year - file_name_year) <= 1, false)
        )

)

{{ rule_rows() }}
