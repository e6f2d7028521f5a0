with

{{ measure_categories(['input_management', 'budget_execution']) }}

{{ indicator_rows() }}
