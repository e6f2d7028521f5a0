with

notes as (

    select
        evaluations.evaluation_key,
        evaluations.scheme_code,
        fields.first_line,
        replace(fields.value_normalised, ' ', '') as note
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_form_cells') }} as fields on evaluations.evaluation_key = fields.evaluation_key
    where fields.part = 'note' and fields.value_normalised like '%分为%'

),

-- The lower bound printed for each grade, as in 75(含)-90分为良好. Most forms print the same note, which is read once.
bounds as (

    select
        notes.scheme_code,
        notes.note,
        bands.grade_name_zh,
        bands.lower_bound_points,
        regexp_extract(notes.note, '(\d+(?:\.\d+)?)(?:\(含\))?-\d+(?:\.\d+)?(?:\(含\))?分为' || bands.grade_name_zh, 1)
            as printed_bound
    from (select distinct scheme_code, note from notes) as notes
    inner join {{ ref('grade_bands') }} as bands on notes.scheme_code = bands.scheme_code

),

printed as (

    select
        notes.evaluation_key,
        notes.first_line as source_line,
        bounds.grade_name_zh,
        bounds.lower_bound_points,
        bounds.printed_bound
    from notes
    inner join bounds on notes.scheme_code = bounds.scheme_code and notes.note = bounds.note
    where bounds.printed_bound <> ''

),

applicable as (

    select distinct evaluation_key from printed

),

findings as (

    select
        evaluation_key,
        source_line,
        printed_bound as observed,
        {{ show_number('lower_bound_points') }} as lower_bound,
        grade_name_zh as grade
    from printed
    where try_cast(printed_bound as decimal(28, 10)) <> lower_bound_points

)

{{ rule_rows() }}
