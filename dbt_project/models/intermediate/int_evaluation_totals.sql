with

lines as (

    select
        document_hash,
        form_ordinal,
        sum(weight_number) filter (where not is_execution_row) as indicator_weight,
        sum(self_score_number) filter (where not is_execution_row) as indicator_score,
        sum(weight_number) filter (where is_execution_row) as execution_weight,
        sum(self_score_number) filter (where is_execution_row) as execution_score,
        bool_or(is_execution_row) as has_execution_row,
        count(*) as line_count,
        sum(case when is_placeholder then 1 else 0 end) as placeholder_count
    from {{ ref('int_indicator_lines') }}
    group by document_hash, form_ordinal

),

fields as (

    select
        document_hash,
        form_ordinal,
        {{ field_value('total_weight', 'number') }} as total_weight_number,
        {{ field_value('total_score', 'number') }} as total_score_number,
        {{ field_value('head_total_score', 'number') }} as head_total_score_number
    from {{ ref('int_form_values') }}
    group by document_hash, form_ordinal

),

printed as (

    select
        evaluations.document_hash,
        evaluations.form_ordinal,
        schemes.total_points,
        fields.total_weight_number as total_weight_stated,
        coalesce(fields.total_score_number, fields.head_total_score_number) as total_score_stated
    from {{ ref('stg_landing__evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    left join fields
        on evaluations.document_hash = fields.document_hash and evaluations.form_ordinal = fields.form_ordinal

),

-- Forms of one scheme count the execution row inside the total or outside it. The weights of the form decide, else its
-- printed total.
settled as (

    select
        lines.*,
        case
            when not lines.has_execution_row then 'no_execution_row'
            when lines.indicator_weight + lines.execution_weight = printed.total_points then 'weights'
            when lines.indicator_weight = printed.total_points then 'weights'
            when printed.total_weight_stated in (lines.indicator_weight + lines.execution_weight, lines.indicator_weight)
                then 'printed_total_weight'
            when
                lines.execution_score <> 0
                and printed.total_score_stated in (
                    lines.indicator_score + lines.execution_score, lines.indicator_score
                )
                then 'printed_total_score'
            else 'unsettled'
        end as execution_row_basis,
        printed.total_points,
        printed.total_weight_stated,
        printed.total_score_stated
    from lines
    inner join printed on lines.document_hash = printed.document_hash and lines.form_ordinal = printed.form_ordinal

),

decided as (

    select
        *,
        case execution_row_basis
            when 'no_execution_row' then false
            when 'weights' then coalesce(indicator_weight + execution_weight = total_points, false)
            when 'printed_total_weight'
                then coalesce(total_weight_stated = indicator_weight + execution_weight, false)
            when 'printed_total_score' then total_score_stated = indicator_score + execution_score
            else true
        end as is_execution_in_total
    from settled

),

final as (

    select
        document_hash,
        form_ordinal,
        execution_row_basis,
        is_execution_in_total,
        case
            when is_execution_in_total
                then coalesce(indicator_weight + execution_weight, indicator_weight, execution_weight)
            else indicator_weight
        end as total_weight_number,
        case
            when is_execution_in_total
                then coalesce(indicator_score + execution_score, indicator_score, execution_score)
            else indicator_score
        end as total_score_number,
        line_count,
        placeholder_count
    from decided

)

select * from final
