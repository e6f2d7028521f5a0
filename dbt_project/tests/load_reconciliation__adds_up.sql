{{ config(meta={'dagster': {'ref': {'name': 'load_reconciliation'}}}) }}
-- Everything received is accounted for: files, lines by role, forms, line items and money, by load and in total.
select
    load_id,
    files_seen_count,
    form_count,
    physical_line_count,
    indicator_line_count,
    budget_yuan
from {{ ref('load_reconciliation') }}
where
    files_seen_count <> files_read_count + files_duplicate_count + files_rejected_count + files_set_aside_count
    + files_archive_count
    or physical_line_count
    <> title_line_count + head_line_count + header_line_count + row_line_count + fragment_line_count + total_line_count
    + note_line_count + set_aside_line_count + rejected_line_count
    or form_count <> withdrawn_count + duplicate_count + quarantined_count + superseded_count + admitted_count
    or indicator_line_count
    <> withdrawn_indicator_line_count + duplicate_indicator_line_count + quarantined_indicator_line_count
    + superseded_indicator_line_count + admitted_indicator_line_count
    or indicator_line_count <> row_line_count
    or coalesce(budget_yuan, 0)
    <> coalesce(withdrawn_budget_yuan, 0) + coalesce(duplicate_budget_yuan, 0) + coalesce(quarantined_budget_yuan, 0)
    + coalesce(superseded_budget_yuan, 0) + coalesce(admitted_budget_yuan, 0)
    or budget_unknown_count
    <> withdrawn_budget_unknown_count + duplicate_budget_unknown_count + quarantined_budget_unknown_count
    + superseded_budget_unknown_count + admitted_budget_unknown_count
