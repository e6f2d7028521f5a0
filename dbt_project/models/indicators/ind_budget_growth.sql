with

{{ measure_budget_change('prior_year_budget') }}

{{ indicator_rows() }}
