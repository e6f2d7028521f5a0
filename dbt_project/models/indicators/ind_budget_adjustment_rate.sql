with

{{ measure_budget_change('initial_budget') }}

{{ indicator_rows() }}
