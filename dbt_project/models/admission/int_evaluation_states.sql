{#- A newer version is one received in a later load; then the date decides (blank first), then hash and ordinal. -#}
{%- set version_order = 'first_load_id, self_evaluation_date nulls first, document_hash, form_ordinal' -%}
{%- set newest_first = 'first_load_id desc, self_evaluation_date desc nulls last, document_hash desc, form_ordinal desc' -%}
with

evaluations as (

    select
        evaluations.evaluation_key,
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.first_load_id,
        evaluations.self_evaluation_date,
        evaluations.content_hash,
        evaluations.project_key,
        evaluations.fiscal_year,
        evaluations.office_part,
        evaluations.project_key <> -1 and evaluations.fiscal_year <> -1 as is_identified,
        withdrawn.document_hash is not null as is_withdrawn
    from {{ ref('int_evaluations') }} as evaluations
    left join {{ ref('withdrawn_documents') }} as withdrawn on evaluations.document_hash = withdrawn.document_hash

),

blocked as (

    select
        evaluation_key,
        {{ distinct_texts('rule_code', ', ') }} as reason_codes
    from {{ ref('int_rule_rows') }}
    where outcome = 'fail' and severity = 'blocking'
    group by evaluation_key

),

judged as (

    select
        evaluations.*,
        blocked.reason_codes
    from evaluations
    left join blocked on evaluations.evaluation_key = blocked.evaluation_key

),

-- The same content for the same year was received before. The first one without a blocking finding counts, because a
-- finding may have another cause than the content (a second form of the project in the document, lines below the form).
live as (

    select
        *,
        first_value(evaluation_key) over (
            partition by content_hash, fiscal_year
            order by reason_codes is not null, {{ version_order }}
        ) as original_key
    from judged
    where not is_withdrawn

),

candidates as (

    select *
    from live
    where original_key = evaluation_key and reason_codes is null

),

-- The newest version of a project and year; a version without an office counts for every office.
newest as (

    select
        evaluation_key,
        first_value(evaluation_key) over (
            partition by project_key, fiscal_year
            order by {{ newest_first }}
        ) as newest_key,
        first_value(office_part) over (
            partition by project_key, fiscal_year
            order by {{ newest_first }}
        ) as newest_office_part,
        first_value(evaluation_key) over (
            partition by project_key, fiscal_year, office_part
            order by {{ newest_first }}
        ) as newest_in_office_key
    from candidates
    where is_identified

),

by_identity as (

    select
        newest.evaluation_key,
        case
            when newest.newest_office_part is null or candidates.office_part is null then newest.newest_key
            else newest.newest_in_office_key
        end as superseded_by_key
    from newest
    inner join candidates on newest.evaluation_key = candidates.evaluation_key

),

-- Forms of the document that replaced this form's document at its path: the same project and year, else the same position.
successors as (

    select
        candidates.evaluation_key,
        replaced.replaced_by_document_hash,
        successor.evaluation_key as successor_key,
        successor.reason_codes is not null as is_blocked,
        successor.original_key = candidates.evaluation_key as is_same_content,
        row_number() over (
            partition by candidates.evaluation_key
            order by
                case
                    when successor.original_key = candidates.evaluation_key then 0
                    when
                        candidates.is_identified
                        and successor.project_key = candidates.project_key
                        and successor.fiscal_year = candidates.fiscal_year
                        then 1
                    when successor.form_ordinal = candidates.form_ordinal then 2
                    else 3
                end,
                successor.form_ordinal
        ) as row_num
    from candidates
    inner join {{ ref('int_replaced_documents') }} as replaced on candidates.document_hash = replaced.document_hash
    left join live as successor on replaced.replaced_by_document_hash = successor.document_hash

),

-- An admitted form stays admitted if its successor is quarantined, or has the same content in another format.
by_path as (

    select
        evaluation_key,
        replaced_by_document_hash,
        successor_key as superseded_by_key
    from successors
    where row_num = 1 and not coalesce(is_blocked, false) and not coalesce(is_same_content, false)

),

final as (

    select
        evaluations.evaluation_key,
        case
            when evaluations.is_withdrawn then 'withdrawn'
            when live.original_key <> live.evaluation_key then 'duplicate'
            when live.reason_codes is not null then 'quarantined'
            when
                coalesce(by_path.superseded_by_key, by_identity.superseded_by_key, evaluations.evaluation_key)
                <> evaluations.evaluation_key
                then 'superseded'
            else 'admitted'
        end as state,
        live.reason_codes,
        case when live.original_key <> live.evaluation_key then live.original_key end as duplicate_of_evaluation_key,
        case
            when live.reason_codes is null and live.original_key = live.evaluation_key
                then nullif(
                    coalesce(by_path.superseded_by_key, by_identity.superseded_by_key), evaluations.evaluation_key
                )
        end as superseded_by_evaluation_key
    from evaluations
    left join live on evaluations.evaluation_key = live.evaluation_key
    left join by_identity on evaluations.evaluation_key = by_identity.evaluation_key
    left join by_path on evaluations.evaluation_key = by_path.evaluation_key

)

select * from final
