with

{{ measure_categories(['output', 'cost']) }}

{{ indicator_rows() }}
