with

evaluations as (

    select
        evaluation_key,
        scheme_code,
        {{ key_part('grade_normalised') }} as stated_grade_name,
        total_score_number
    from {{ ref('int_evaluations') }}

),

bands as (

    select
        *,
        max(upper_bound_points) over (partition by scheme_code) as full_points
    from {{ ref('grade_bands') }}

),

-- A scheme without bands has no grades: that is not applicable, not unknown.
banded as (

    select distinct scheme_code from bands

),

-- A band's lower bound belongs to it, its upper bound to the next one; full points belong to the highest.
final as (

    select
        evaluations.evaluation_key,
        bands.grade_code,
        bands.grade_name_zh,
        case
            when banded.scheme_code is null then -2
            else {{ member_key(['bands.scheme_code', 'bands.grade_code'], 'bands.grade_code is null') }}
        end as grade_key,
        {{ member_key(['stated.scheme_code', 'stated.grade_code'], 'stated.grade_code is null') }} as stated_grade_key
    from evaluations
    left join banded on evaluations.scheme_code = banded.scheme_code
    left join bands
        on
            evaluations.scheme_code = bands.scheme_code
            and evaluations.total_score_number >= bands.lower_bound_points
            and (
                evaluations.total_score_number < bands.upper_bound_points
                or (
                    evaluations.total_score_number = bands.full_points
                    and bands.upper_bound_points = bands.full_points
                )
            )
    left join bands as stated
        on evaluations.scheme_code = stated.scheme_code and evaluations.stated_grade_name = stated.grade_name_zh

)

select * from final
