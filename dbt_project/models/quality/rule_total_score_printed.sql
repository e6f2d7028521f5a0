with

-- A scheme that does not ask for a total row is content with a total score anywhere.
evaluations as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where not schemes.is_total_required

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        last_line as source_line,
        cast(null as varchar) as observed,
        'a total score in the total row or among the fields' as expected,
        '未填写自评总分' as message_zh,
        'the total score is not printed' as message_en
    from evaluations
    where {{ is_blank('coalesce(total_score_normalised, head_total_score_normalised)') }}

)

{{ rule_rows() }}
