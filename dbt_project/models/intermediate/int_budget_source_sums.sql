with

parts as (

    select
        document_hash,
        form_ordinal,
        budget_phase_code,
        funding_source_code,
        amount_number,
        amount_number = 0 or label_unit is not null or regexp_matches(value_normalised, '[元圆万亿]') as is_unit_stated
    from {{ ref('int_budget_sources') }}
    where value_normalised is not null

),

-- Sources sum to a total if each is a number and none is part of another. A source that only the form names may be a part
-- of another one (其中：省级), and so may a source that is printed twice.
sums as (

    select
        document_hash,
        form_ordinal,
        budget_phase_code,
        count(*) as part_count,
        case
            when count(amount_number) < count(*) then null
            when count(*) = 1 then sum(amount_number)
            when
                count(distinct funding_source_code) = count(*)
                and count(*) filter (where funding_source_code = 'unlisted') = 0
                then sum(amount_number)
        end as sum_number,
        bool_and(is_unit_stated) as is_unit_stated
    from parts
    group by document_hash, form_ordinal, budget_phase_code

),

final as (

    select
        document_hash,
        form_ordinal,
        budget_phase_code,
        part_count,
        sum_number,
        case when is_unit_stated then '元' end as sum_unit
    from sums

)

select * from final
