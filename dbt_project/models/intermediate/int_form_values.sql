with

evaluations as (

    select
        evaluations.document_hash,
        evaluations.form_ordinal,
        schemes.amount_unit
    from {{ ref('stg_landing__evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code

),

-- Where a label is printed twice, its first value counts; each amount of a funding source is a value of its own.
printed as (

    select
        *,
        row_number() over (
            partition by
                document_hash,
                form_ordinal,
                field_code,
                case when funding_source_code is not null then field_number end
            order by case when {{ is_blank('value_normalised') }} then 1 else 0 end, first_line
        ) as row_num
    from {{ ref('int_printed_fields') }}

),

-- A correction replaces the printed value, which stays in evaluation_corrections.
corrections as (

    select * from {{ ref('int_corrections') }}
    where not is_stale and line_number is null

),

corrected as (

    select
        printed.*,
        corrections.field_code is not null as is_corrected,
        coalesce(corrections.corrected_value, printed.value_normalised) as effective_value,
        case when corrections.field_code is null then printed.value_number else corrections.corrected_number end
            as effective_number,
        case when corrections.field_code is null then printed.value_unit else corrections.corrected_unit end
            as effective_unit
    from printed
    left join corrections
        on
            printed.document_hash = corrections.document_hash
            and printed.form_ordinal = corrections.form_ordinal
            and printed.field_code = corrections.field_code
            and printed.funding_source_code is null
    where printed.row_num = 1

),

final as (

    select
        {{ surrogate_key(['corrected.document_hash', 'corrected.form_ordinal']) }} as evaluation_key,
        corrected.document_hash,
        corrected.form_ordinal,
        corrected.field_code,
        corrected.funding_source_code,
        corrected.value_kind,
        case when corrected.funding_source_code is null then corrected.field_name_zh else corrected.label_text end
            as field_name_zh,
        case when corrected.funding_source_code is null then corrected.field_name_en else corrected.label_text end
            as field_name_en,
        corrected.field_number,
        corrected.first_line as source_line,
        corrected.label_text,
        corrected.label_normalised,
        corrected.label_unit,
        coalesce(corrected.label_unit, evaluations.amount_unit) as assumed_unit,
        corrected.is_corrected,
        corrected.value_text as printed_text,
        corrected.value_number as printed_number,
        corrected.value_unit as printed_unit,
        case when not {{ is_blank('corrected.effective_value') }} then corrected.effective_value end as value_normalised,
        corrected.effective_number as value_number,
        corrected.effective_unit as value_unit,
        -- Points; yuan; a rate as printed, as percent or as a share of 1.
        case corrected.value_kind
            when 'points' then {{ as_points('corrected.effective_number', 'corrected.effective_unit') }}
            when 'amount' then {{ as_amount(
                'corrected.effective_number',
                'corrected.effective_unit',
                'coalesce(corrected.label_unit, evaluations.amount_unit)'
            ) }}
            when 'rate' then case when coalesce(corrected.effective_unit, '%') = '%' then corrected.effective_number end
        end as number
    from corrected
    inner join evaluations
        on
            corrected.document_hash = evaluations.document_hash
            and corrected.form_ordinal = evaluations.form_ordinal

)

select * from final
