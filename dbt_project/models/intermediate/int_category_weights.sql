with

evaluations as (

    select
        evaluation_key,
        scheme_code
    from {{ ref('int_evaluations') }}
    where has_line_weights

),

sums as (

    select
        evaluation_key,
        category_code,
        sum(weight_number) as weight_number,
        min(first_line) as source_line
    from {{ ref('int_indicator_lines') }}
    group by evaluation_key, category_code

),

final as (

    select
        evaluations.evaluation_key,
        categories.category_code,
        categories.category_name_zh,
        categories.category_name_en,
        categories.cap_kind,
        categories.cap_points,
        coalesce(sums.weight_number, 0) as weight_number,
        sums.source_line
    from evaluations
    inner join {{ ref('categories') }} as categories on evaluations.scheme_code = categories.scheme_code
    left join sums
        on evaluations.evaluation_key = sums.evaluation_key and categories.category_code = sums.category_code
    where categories.cap_points is not null

)

select * from final
