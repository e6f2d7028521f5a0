with

-- Goals and targets of similar projects may be alike; results, problems and reasons should not.
repeated as (

    select
        evaluation_key,
        count(*) as text_count
    from {{ ref('fct_text_reuse') }}
    where field_code not in ('goal', 'target')
    group by evaluation_key

),

measured as (

    select
        texts.evaluation_key,
        coalesce(repeated.text_count, 0) as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case
            when
                repeated.evaluation_key is null
                and coalesce(
                    texts.goal_text, texts.achievements_text, texts.problems_text, texts.improvements_text,
                    texts.conclusion_text
                ) is null
                then 'text_blank'
        end as reason_code
    from {{ ref('evaluation_narratives') }} as texts
    left join repeated on texts.evaluation_key = repeated.evaluation_key

)

{{ indicator_rows(value='numerator') }}
