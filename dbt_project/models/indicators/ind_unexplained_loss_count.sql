with

-- Schemes whose forms have a column for the reason.
explained_schemes as (

    select distinct schemes.scheme_key
    from {{ ref('form_labels') }} as labels
    inner join {{ ref('dim_scheme') }} as schemes on labels.scheme_code = schemes.scheme_code
    where labels.field_code = 'deviation'

),

measured as (

    select
        projects.evaluation_key,
        coalesce(projects.unexplained_loss_count, 0) as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case when explained_schemes.scheme_key is null then 'no_column_for_reasons' end as reason_code
    from {{ ref('rpt_projects') }} as projects
    left join explained_schemes on projects.scheme_key = explained_schemes.scheme_key

)

{{ indicator_rows(value='numerator') }}
