with

evaluations as (

    select
        evaluations.document_hash,
        evaluations.form_ordinal,
        {{ surrogate_key(['evaluations.document_hash', 'evaluations.form_ordinal']) }} as evaluation_key,
        evaluations.first_line,
        schemes.amount_unit,
        schemes.is_unit_required
    from {{ ref('stg_landing__evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code

),

amounts as (

    select * from {{ ref('form_fields') }}
    where value_kind = 'amount'

),

printed as (

    select * from {{ ref('int_form_values') }}
    where value_kind = 'amount' and funding_source_code is null

),

source_sums as (

    select * from {{ ref('int_budget_source_sums') }}

),

-- A total that is blank is the sum of its sources, where they can be added.
completed as (

    select
        evaluations.evaluation_key,
        evaluations.document_hash,
        evaluations.form_ordinal,
        amounts.field_code,
        amounts.field_name_zh,
        amounts.field_name_en,
        evaluations.is_unit_required,
        coalesce(printed.source_line, evaluations.first_line) as source_line,
        printed.printed_text,
        coalesce(printed.value_normalised, {{ show_number('source_sums.sum_number') }}) as observed,
        case
            when printed.value_normalised is not null then 'printed'
            when source_sums.sum_number is not null then 'sum_of_sources'
        end as basis,
        coalesce(source_sums.part_count, 0) as part_count,
        case when printed.value_normalised is null then source_sums.sum_number else printed.number end as number,
        case
            when printed.value_normalised is null and source_sums.sum_number is not null then source_sums.sum_unit
            else printed.label_unit
        end as stated_unit,
        case
            when printed.value_normalised is null and source_sums.sum_number is not null then '元'
            else coalesce(printed.label_unit, evaluations.amount_unit)
        end as assumed_unit
    from evaluations
    cross join amounts
    left join printed
        on
            evaluations.document_hash = printed.document_hash
            and evaluations.form_ordinal = printed.form_ordinal
            and amounts.field_code = printed.field_code
    left join source_sums
        on
            evaluations.document_hash = source_sums.document_hash
            and evaluations.form_ordinal = source_sums.form_ordinal
            and amounts.field_code = source_sums.budget_phase_code

),

final as (

    select
        evaluation_key,
        document_hash,
        form_ordinal,
        field_code,
        field_name_zh,
        field_name_en,
        source_line,
        printed_text,
        observed,
        basis,
        part_count,
        number,
        stated_unit,
        assumed_unit,
        -- Where the scheme requires a printed unit, an amount without one may be in 元 or in 万元: it is not known in yuan.
        case
            when is_unit_required and {{ lacks_unit('number', 'stated_unit', 'observed') }} then null
            else {{ to_money('number') }}
        end as amount_yuan
    from completed

)

select * from final
