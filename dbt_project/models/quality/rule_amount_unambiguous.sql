with

schemes as (

    select * from {{ ref('schemes') }}

),

-- The amounts that a form prints, each as a number of yuan; a corrected amount is unambiguous.
printed as (

    select
        cells.evaluation_key,
        cells.field_code,
        cells.first_line,
        cells.label_normalised,
        cells.value_normalised,
        {{ as_amount(
            'cells.value_number', 'cells.value_unit', 'coalesce(cells.label_unit, schemes.amount_unit)'
        ) }} as number
    from {{ ref('int_form_cells') }} as cells
    inner join {{ ref('int_evaluations') }} as evaluations on cells.evaluation_key = evaluations.evaluation_key
    inner join schemes on evaluations.scheme_code = schemes.scheme_code
    left join {{ ref('int_corrections') }} as corrections
        on
            cells.evaluation_key = corrections.evaluation_key
            and cells.field_code = corrections.field_code
            and corrections.line_number is null
            and not corrections.is_stale
    where
        cells.part in ('head', 'foot')
        and cells.field_code in ('initial_budget', 'budget', 'prior_year_budget', 'executed')
        and coalesce(cells.funding_source_code, 'total') = 'total'
        and corrections.evaluation_key is null

),

contradictory as (

    select
        evaluation_key,
        field_code,
        max(first_line) as source_line,
        string_agg(coalesce(label_normalised || ' ', '') || value_normalised, ', ' order by first_line) as observed
    from printed
    where number is not null
    group by evaluation_key, field_code
    having min(number) <> max(number)

),

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        field_code,
        source_line,
        observed
    from contradictory

)

{{ rule_rows() }}
