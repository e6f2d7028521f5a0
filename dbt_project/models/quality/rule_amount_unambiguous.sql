with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

schemes as (

    select * from {{ ref('schemes') }}

),

-- The amounts that a form prints, each as a number of yuan; one that is corrected is settled.
printed as (

    select
        cells.document_hash,
        cells.form_ordinal,
        cells.field_code,
        cells.first_line,
        cells.label_normalised,
        cells.value_normalised,
        {{ as_amount(
            'cells.value_number', 'cells.value_unit', 'coalesce(cells.label_unit, schemes.amount_unit)'
        ) }} as number
    from {{ ref('stg_landing__form_fields') }} as cells
    inner join evaluations
        on cells.document_hash = evaluations.document_hash and cells.form_ordinal = evaluations.form_ordinal
    inner join schemes on evaluations.scheme_code = schemes.scheme_code
    left join {{ ref('int_corrections') }} as corrections
        on
            cells.document_hash = corrections.document_hash
            and cells.form_ordinal = corrections.form_ordinal
            and cells.field_code = corrections.field_code
            and corrections.line_number is null
            and not corrections.is_stale
    where
        cells.part in ('head', 'foot')
        and cells.field_code in ('initial_budget', 'budget', 'prior_year_budget', 'executed')
        and coalesce(cells.funding_source_code, 'total') = 'total'
        and corrections.document_hash is null

),

contradictory as (

    select
        document_hash,
        form_ordinal,
        field_code,
        max(first_line) as source_line,
        string_agg(coalesce(label_normalised || ' ', '') || value_normalised, ', ' order by first_line) as observed
    from printed
    where number is not null
    group by document_hash, form_ordinal, field_code
    having min(number) <> max(number)

),

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluations.evaluation_key,
        contradictory.source_line,
        contradictory.observed
    from {{ ref('int_evaluations') }} as evaluations
    inner join contradictory
        on
            evaluations.document_hash = contradictory.document_hash
            and evaluations.form_ordinal = contradictory.form_ordinal

)

{{ rule_rows() }}
