with

-- The same evaluations give the same sample, in whatever order they came.
seeds as (

    select cast(bit_xor(evaluation_key) as varchar) as sample_seed
    from {{ ref('rpt_projects') }}

),

strata as (

    select
        projects.*,
        seeds.sample_seed,
        case
            when projects.budget_yuan is null then 'unknown'
            when projects.budget_yuan >= 10000000 then 'large'
            when projects.budget_yuan >= 1000000 then 'medium'
            else 'small'
        end as budget_size_code
    from {{ ref('rpt_projects') }} as projects
    cross join seeds

),

drawn as (

    select
        *,
        count(*) over (partition by fiscal_year, scheme_key, budget_size_code) as stratum_evaluation_count,
        row_number() over (
            partition by fiscal_year, scheme_key, budget_size_code
            order by md5(sample_seed || '|' || cast(evaluation_key as varchar)), evaluation_key
        ) as draw_number
    from strata

),

sized as (

    select
        *,
        cast(ceil(stratum_evaluation_count * {{ var('review_sample_share') }}) as bigint) as stratum_sample_count
    from drawn

),

final as (

    select
        evaluation_key,
        project_key,
        department_key,
        fiscal_year,
        scheme_key,
        scheme_name_zh,
        budget_size_code,
        budget_unit_code,
        budget_unit_name,
        project_name,
        budget_yuan,
        total_score_computed_points,
        grade_name_zh,
        stratum_evaluation_count,
        stratum_sample_count,
        {{ safe_ratio('stratum_sample_count', 'stratum_evaluation_count') }} as inclusion_rate,
        cast(draw_number as integer) as draw_number,
        sample_seed
    from sized
    where draw_number <= stratum_sample_count

)

select * from final
