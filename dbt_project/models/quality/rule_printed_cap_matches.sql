with

caps as (

    select distinct
        lines.evaluation_key,
        categories.category_name_zh,
        lines.category_cap_number,
        categories.cap_points,
        min(lines.first_line) over (partition by lines.evaluation_key, lines.category_code) as source_line
    from {{ ref('int_indicator_lines') }} as lines
    inner join {{ ref('int_evaluations') }} as evaluations on lines.evaluation_key = evaluations.evaluation_key
    inner join {{ ref('categories') }} as categories
        on evaluations.scheme_code = categories.scheme_code and lines.category_code = categories.category_code
    where lines.category_cap_number is not null and categories.cap_points is not null

),

applicable as (

    select distinct evaluation_key from caps

),

findings as (

    select
        evaluation_key,
        source_line,
        {{ show_number('category_cap_number') }} as observed,
        {{ show_number('cap_points') }} as cap,
        category_name_zh as category
    from caps
    where category_cap_number <> cap_points

)

{{ rule_rows() }}
