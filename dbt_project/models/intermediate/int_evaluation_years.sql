with

corrections as (

    select
        document_hash,
        form_ordinal,
        {{ single_year('corrected_value') }} as corrected_year
    from {{ ref('int_corrections') }}
    where not is_stale and field_code = 'fiscal_year'

),

fields as (

    select
        document_hash,
        form_ordinal,
        {{ field_value('fiscal_year') }} as fiscal_year_normalised,
        {{ field_value('self_evaluation_date') }} as self_evaluation_date_normalised
    from {{ ref('int_form_values') }}
    group by document_hash, form_ordinal

),

evaluations as (

    select
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.title_year,
        {{ single_year('fields.fiscal_year_normalised') }} as field_year,
        {{ parse_date('fields.self_evaluation_date_normalised') }} as self_evaluation_date,
        corrections.corrected_year,
        documents.relative_path,
        documents.file_name
    from {{ ref('stg_landing__evaluations') }} as evaluations
    inner join {{ ref('int_documents') }} as documents on evaluations.document_hash = documents.document_hash
    left join fields
        on evaluations.document_hash = fields.document_hash and evaluations.form_ordinal = fields.form_ordinal
    left join corrections
        on
            evaluations.document_hash = corrections.document_hash
            and evaluations.form_ordinal = corrections.form_ordinal

),

source_documents as (

    select
        document_hash,
        fiscal_year
    from {{ ref('source_documents') }}

),

own_years as (

    select
        evaluations.*,
        source_documents.fiscal_year as listed_year,
        cast(nullif(regexp_extract(evaluations.relative_path, '^(?:.*/)?(20\d\d)(?:年度?)?/', 1), '') as integer)
            as folder_year,
        case
            when extract(month from evaluations.self_evaluation_date) <= 9
                then cast(extract(year from evaluations.self_evaluation_date) as integer) - 1
        end as date_year,
        {{ single_year('evaluations.file_name') }} as file_name_year
    from evaluations
    left join source_documents on evaluations.document_hash = source_documents.document_hash

),

shared_years as (

    select
        document_hash,
        min(date_year) as shared_year
    from own_years
    group by document_hash
    having min(date_year) = max(date_year)

),

final as (

    select
        own_years.document_hash,
        own_years.form_ordinal,
        own_years.self_evaluation_date,
        cast(
            coalesce(
                corrected_year,
                title_year,
                field_year,
                listed_year,
                folder_year,
                date_year,
                file_name_year,
                shared_year,
                -1
            )
            as integer
        ) as fiscal_year,
        title_year,
        field_year,
        listed_year,
        folder_year,
        file_name_year,
        case
            when corrected_year is not null then 'correction'
            when coalesce(title_year, field_year) is not null then 'form'
            when listed_year is not null then 'source_documents'
            when folder_year is not null then 'folder'
            when date_year is not null then 'self_evaluation_date'
            when file_name_year is not null then 'file_name'
            when shared_year is not null then 'document_dates'
            else 'unknown'
        end as fiscal_year_basis
    from own_years
    left join shared_years on own_years.document_hash = shared_years.document_hash

)

select * from final
