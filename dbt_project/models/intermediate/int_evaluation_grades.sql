with

evaluations as (

    select
        evaluation_key,
        scheme_code,
        total_score_number
    from {{ ref('int_evaluations') }}

),

bands as (

    select
        *,
        max(upper_bound_points) over (partition by scheme_code) as full_points
    from {{ ref('grade_bands') }}

),

-- A scheme without bands has no grades: not applicable, not unknown.
printed as (

    select * from {{ ref('int_printed_grades') }}
    where row_num = 1

),

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
        {{ member_key(['printed.scheme_code', 'printed.printed_grade_code'], 'printed.printed_grade_code is null') }}
            as stated_grade_key,
        case
            when not coalesce(printed.is_corrected, false) then -2
            else {{ member_key(['printed.scheme_code', 'printed.grade_code'], 'printed.grade_code is null') }}
        end as corrected_grade_key,
        printed.grade_code as stated_grade_code,
        printed.grade_text as stated_grade_text,
        printed.source_line as stated_grade_line
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
    left join printed on evaluations.evaluation_key = printed.evaluation_key

)

select * from final
