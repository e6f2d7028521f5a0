with

-- Names of a scheme's grades, and their aliases.
names as (

    select
        scheme_code,
        grade_name_zh as grade_part,
        grade_code
    from {{ ref('grade_bands') }}
    union
    select
        scheme_code,
        alias_name as grade_part,
        grade_code
    from {{ ref('grade_aliases') }}

),

banded as (

    select distinct scheme_code from {{ ref('grade_bands') }}

),

corrections as (

    select * from {{ ref('int_corrections') }}
    where not is_stale and line_number is null and field_code = 'grade'

),

-- Every grade that a form prints, above, below or in the total row of its table; a correction replaces all of them.
printed as (

    select
        {{ surrogate_key(['fields.document_hash', 'fields.form_ordinal']) }} as evaluation_key,
        evaluations.scheme_code,
        coalesce(corrections.corrected_value, fields.value_normalised) as grade_text,
        fields.value_normalised as printed_text,
        corrections.document_hash is not null as is_corrected,
        fields.first_line as source_line,
        fields.field_number
    from {{ ref('stg_landing__form_fields') }} as fields
    inner join {{ ref('stg_landing__evaluations') }} as evaluations
        on fields.document_hash = evaluations.document_hash and fields.form_ordinal = evaluations.form_ordinal
    left join corrections
        on fields.document_hash = corrections.document_hash and fields.form_ordinal = corrections.form_ordinal
    where fields.field_code = 'grade' and fields.part in ('head', 'foot', 'total')

),

final as (

    select
        printed.evaluation_key,
        printed.scheme_code,
        printed.grade_text,
        names.grade_code,
        printed_names.grade_code as printed_grade_code,
        printed.is_corrected,
        banded.scheme_code is not null as has_bands,
        printed.source_line,
        row_number() over (
            partition by printed.evaluation_key
            order by names.grade_code is null, printed.source_line, printed.field_number
        ) as row_num
    from printed
    left join banded on printed.scheme_code = banded.scheme_code
    left join names
        on printed.scheme_code = names.scheme_code and {{ clean_grade('printed.grade_text') }} = names.grade_part
    left join names as printed_names
        on
            printed.scheme_code = printed_names.scheme_code
            and {{ clean_grade('printed.printed_text') }} = printed_names.grade_part
    where not {{ is_blank('printed.grade_text') }} or printed.is_corrected

)

select * from final
