with

lines as (

    select * from {{ ref('stg_landing__indicator_lines') }}

),

numbered as (

    select
        document_hash,
        form_ordinal,
        {{ surrogate_key(['document_hash', 'form_ordinal']) }} as evaluation_key,
        line_number,
        category_code,
        category_normalised as category_name,
        {{ parse_number('category_cap_normalised') }} as category_cap_number,
        nullif(indicator_name_normalised, '') as indicator_name,
        {{ key_part('indicator_name_normalised') }} as indicator_part,
        weight_normalised,
        self_score_normalised,
        {{ parse_number('weight_normalised', '分') }} as weight_number,
        {{ parse_number('self_score_normalised', '分') }} as self_score_number,
        is_placeholder,
        first_line,
        last_line
    from lines

),

final as (

    select
        *,
        case when indicator_part is null then -1 else {{ surrogate_key(['indicator_part']) }} end as indicator_key,
        try_cast(weight_number as decimal(10, 4)) as weight_points,
        try_cast(self_score_number as decimal(10, 4)) as self_score_points
    from numbered

)

select * from final
