with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where execution_row_basis <> 'no_execution_row'

),

findings as (

    select
        evaluation_key,
        null as line_number,
        coalesce(total_line, first_line) as source_line,
        coalesce(total_score_normalised, head_total_score_normalised) as observed,
        'weights that sum to the full score, or a printed total that is the sum with or without the execution row' as expected,
        '无法确定预算执行率得分是否计入总分：权重与合计均不相符' as message_zh,
        'neither weights nor a printed total tell whether the execution row counts inside the total' as message_en
    from evaluations
    where execution_row_basis = 'unsettled'

)

{{ rule_rows() }}
