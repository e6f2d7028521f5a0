with

{{ measure_categories(['influence']) }}

{{ indicator_rows() }}
