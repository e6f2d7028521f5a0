with

{{ total_scores() }},

measured as (

    select
        evaluation_key,
        numerator,
        denominator,
        reason_code
    from total_scores

)

{{ indicator_rows() }}
