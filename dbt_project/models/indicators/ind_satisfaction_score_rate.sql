with

{{ measure_matching_lines("theme = 'satisfaction'") }}

{{ indicator_rows() }}
