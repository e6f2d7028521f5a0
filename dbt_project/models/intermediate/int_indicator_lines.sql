with

corrections as (

    select
        document_hash,
        form_ordinal,
        line_number,
        max(case when field_code = 'indicator_name' then corrected_value end) as indicator_name,
        max(case when field_code = 'weight' then corrected_value end) as weight,
        max(case when field_code = 'weight' then {{ as_points('corrected_number', 'corrected_unit') }} end)
            as weight_number,
        max(case when field_code = 'self_score' then corrected_value end) as self_score,
        max(case when field_code = 'self_score' then {{ as_points('corrected_number', 'corrected_unit') }} end)
            as self_score_number
    from {{ ref('int_corrections') }}
    where not is_stale and line_number is not null
    group by document_hash, form_ordinal, line_number

),

lines as (

    select
        landed.document_hash,
        landed.form_ordinal,
        landed.line_number,
        landed.category_code,
        landed.category_normalised,
        landed.category_cap_number,
        nullif(landed.subcategory_normalised, '') as subcategory_name,
        {{ strip_template_number('coalesce(corrections.indicator_name, landed.indicator_name_normalised)') }}
            as indicator_name_normalised,
        nullif(landed.target_normalised, '') as target_text,
        {{ join_words('landed.target_normalised') }} as target_part,
        replace(landed.target_operator_normalised, ' ', '') as operator_part,
        nullif(replace(landed.target_unit_normalised, ' ', ''), '') as unit_part,
        nullif(landed.actual_normalised, '') as actual_text,
        {{ join_words('landed.actual_normalised') }} as actual_part,
        landed.explanation_plain as explanation_text,
        nullif(landed.deviation_plain, '') as deviation_text,
        nullif(landed.remark_plain, '') as remark_text,
        {%- for field in ['weight', 'self_score'] %}
            coalesce(corrections.{{ field }}, landed.{{ field }}_normalised) as {{ field }}_normalised,
            case when corrections.{{ field }} is null then landed.{{ field }}_number else corrections.{{ field }}_number end
                as {{ field }}_number,
        {%- endfor %}
        landed.is_placeholder and corrections.weight is null and corrections.self_score is null as is_placeholder,
        landed.is_execution_row,
        landed.first_line,
        landed.last_line
    from {{ ref('stg_landing__indicator_lines') }} as landed
    left join corrections
        on
            landed.document_hash = corrections.document_hash
            and landed.form_ordinal = corrections.form_ordinal
            and landed.line_number = corrections.line_number

),

-- Names and other spellings of catalogued concepts.
concepts as (

    select
        {{ key_part('indicator_name_zh') }} as indicator_part,
        indicator_code
    from {{ ref('indicator_catalogue') }}
    union
    select
        {{ key_part('alias_name') }} as indicator_part,
        indicator_code
    from {{ ref('indicator_aliases') }}

),

numbered as (

    select
        lines.document_hash,
        lines.form_ordinal,
        {{ surrogate_key(['lines.document_hash', 'lines.form_ordinal']) }} as evaluation_key,
        lines.line_number,
        lines.category_code,
        lines.category_normalised as category_name,
        lines.category_cap_number,
        lines.subcategory_name,
        lines.indicator_name_normalised as indicator_name,
        {{ key_part('lines.indicator_name_normalised') }} as indicator_part,
        concepts.indicator_code,
        lines.target_text,
        coalesce({{ name_operator('lines.operator_part') }}, {{ parse_quantity_operator('lines.target_part') }})
            as target_operator,
        {{ parse_quantity_number('lines.target_part') }} as target_number,
        coalesce(lines.unit_part, {{ parse_quantity_unit('lines.target_part') }}) as target_unit,
        lines.actual_text,
        {{ parse_quantity_number('lines.actual_part') }} as actual_number,
        {{ parse_quantity_unit('lines.actual_part') }} as actual_unit,
        lines.explanation_text,
        lines.deviation_text,
        lines.remark_text,
        lines.weight_normalised,
        lines.self_score_normalised,
        lines.weight_number,
        lines.self_score_number,
        lines.is_placeholder,
        lines.is_execution_row,
        lines.first_line,
        lines.last_line
    from lines
    left join concepts on {{ key_part('lines.indicator_name_normalised') }} = concepts.indicator_part

),

final as (

    select
        *,
        {{ member_key(["coalesce('code:' || indicator_code, indicator_part)"], 'indicator_part is null') }} as indicator_key,
        try_cast(weight_number as decimal(10, 4)) as weight_points,
        try_cast(self_score_number as decimal(10, 4)) as self_score_points
    from numbered

)

select * from final
