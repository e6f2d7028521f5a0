with

-- Forms of which no line item with a weight was read in a known category have nothing to compare.
categories as (

    select * from {{ ref('int_category_weights') }}
    where cap_kind = 'guideline'
    qualify sum(weight_number) over (partition by evaluation_key) > 0

),

applicable as (

    select distinct evaluation_key from categories

),

findings as (

    select
        evaluation_key,
        source_line,
        {{ show_number('weight_number') }} as observed,
        {{ show_number('cap_points') }} as cap,
        category_name_zh,
        category_name_en
    from categories
    where weight_number <> cap_points

)

{{ rule_rows() }}
