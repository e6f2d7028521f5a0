with

documents as (

    select * from {{ ref('stg_landing__documents') }}

),

-- The line of the document that a correction names by page and row.
corrections as (

    select
        row_number() over (
            order by seed.document_hash, seed.source_page, seed.source_row, seed.field_code
        ) as correction_number,
        seed.document_hash,
        coalesce(seed.source_page, 1) as source_page,
        seed.source_row,
        list_extract(documents.page_starts, coalesce(seed.source_page, 1)) + seed.source_row - 1 as source_line,
        seed.field_code,
        seed.indicator_name,
        {{ key_part("seed.indicator_name") }} as indicator_part,
        trim(coalesce(seed.printed_value, '')) as printed_value,
        coalesce(seed.corrected_value, '') as corrected_value,
        {{ parse_number('seed.corrected_value') }} as corrected_number,
        {{ parse_unit('seed.corrected_value') }} as corrected_unit,
        seed.reason,
        seed.corrected_by,
        seed.corrected_date
    from {{ ref('corrections') }} as seed
    left join documents on seed.document_hash = documents.document_hash

),

-- The form that contains the line; if there is none, the nearest form of the document, so that the row has an effect.
forms as (

    select
        corrections.correction_number,
        forms.form_ordinal,
        row_number() over (
            partition by corrections.correction_number
            order by
                case when corrections.source_line between forms.first_line and forms.last_line then 0 else 1 end,
                abs(forms.first_line - corrections.source_line),
                forms.form_ordinal
        ) as row_num
    from corrections
    inner join {{ ref('stg_landing__evaluations') }} as forms on corrections.document_hash = forms.document_hash

),

cells as (

    select * from {{ ref('int_correctable_cells') }}
    where document_hash in (select document_hash from corrections)

),

-- Cells on the line, and whether field, indicator and printed value are those of the correction.
compared as (

    select
        corrections.correction_number,
        cells.form_ordinal,
        cells.line_number,
        cells.field_code,
        cells.value_text,
        cells.field_code || coalesce(' ' || cells.indicator_name, '') || ' ' || coalesce(cells.value_normalised, '')
            as cell_text,
        cells.field_code = corrections.field_code
        and (
            cells.line_number is null
            or corrections.field_code = 'indicator_name'
            or {{ key_part('cells.indicator_name') }} is not distinct from corrections.indicator_part
        ) as is_named,
        corrections.printed_value in (trim(coalesce(cells.value_text, '')), coalesce(cells.value_normalised, ''))
            as is_value_equal
    from corrections
    inner join cells
        on
            corrections.document_hash = cells.document_hash
            and corrections.source_line between cells.first_line and cells.last_line

),

matches as (

    select
        correction_number,
        min(form_ordinal) filter (where is_named) as form_ordinal,
        min(line_number) filter (where is_named) as line_number,
        count(distinct coalesce(line_number, 0)) filter (where is_named and is_value_equal) as match_count,
        {{ distinct_texts('value_text', ' | ', condition='is_named') }} as found_value,
        {{ distinct_texts('cell_text', ', ', condition='not is_named') }} as other_values
    from compared
    group by correction_number

),

located as (

    select
        corrections.*,
        coalesce(matches.form_ordinal, forms.form_ordinal) as form_ordinal,
        matches.line_number,
        matches.found_value,
        matches.other_values,
        forms.form_ordinal is not null as is_form_known,
        coalesce(matches.match_count, 0) as match_count
    from corrections
    left join forms on corrections.correction_number = forms.correction_number and forms.row_num = 1
    left join matches on corrections.correction_number = matches.correction_number

),

final as (

    select
        case
            when is_form_known then {{ surrogate_key(['document_hash', 'form_ordinal']) }}
            else -1
        end as evaluation_key,
        document_hash,
        form_ordinal,
        line_number,
        field_code,
        indicator_name,
        source_page,
        source_row,
        source_line,
        printed_value,
        corrected_value,
        corrected_number,
        corrected_unit,
        reason,
        corrected_by,
        corrected_date,
        found_value,
        other_values,
        is_form_known,
        -- Two corrections of one value contradict each other.
        match_count <> 1
        or count(*) over (partition by document_hash, form_ordinal, line_number, field_code) > 1 as is_stale
    from located

)

select * from final
