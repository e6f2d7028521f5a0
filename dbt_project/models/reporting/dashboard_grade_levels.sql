with

grades as (

    select * from {{ ref('dim_grade') }}

),

final as (

    select
        grade_ordinal,
        cast(grade_ordinal as varchar) || ' '
        || {{ distinct_texts('grade_name_zh', '/') }} as grade_level
    from grades
    where grade_ordinal is not null
    group by grade_ordinal

)

select * from final
