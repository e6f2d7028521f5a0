with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

doubts as (

    select * from {{ ref('int_open_issues') }}
    where issue_code = 'row_unsettled'

),

-- Names of indicators in rows that were read without doubt.
known_names as (

    select lines.indicator_part as name
    from {{ ref('int_indicator_lines') }} as lines
    left join doubts
        on lines.evaluation_key = doubts.evaluation_key and lines.line_number = doubts.line_number
    where doubts.evaluation_key is null
    union
    select {{ key_part('indicator_name_zh') }}
    from {{ ref('indicator_catalogue') }}

),

-- Two lines that the reader joined into one name: the whole name is known, and neither part is a name by itself.
joined_names as (

    select
        doubts.evaluation_key,
        doubts.line_number,
        doubts.field_code,
        doubts.observed
    from doubts
    inner join {{ ref('int_indicator_lines') }} as lines
        on
            doubts.evaluation_key = lines.evaluation_key
            and doubts.line_number = lines.line_number
            and {{ key_part("replace(doubts.observed, ' | ', '')") }} = lines.indicator_part
    where
        doubts.observed like '% | %'
        and lines.indicator_part in (select name from known_names)
        and {{ key_part("split_part(doubts.observed, ' | ', 1)") }} not in (select name from known_names)
        and {{ key_part("split_part(doubts.observed, ' | ', 2)") }} not in (select name from known_names)

),

findings as (

    select doubts.*
    from doubts
    left join joined_names
        on
            doubts.evaluation_key = joined_names.evaluation_key
            and doubts.line_number = joined_names.line_number
            and doubts.observed = joined_names.observed
    where joined_names.evaluation_key is null

)

{{ rule_rows(grain='line') }}
