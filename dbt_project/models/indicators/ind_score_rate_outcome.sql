with

{{ measure_categories(['outcome', 'benefit']) }}

{{ indicator_rows() }}
