with

{{ measure_matching_lines("theme = 'completion'") }}

{{ indicator_rows() }}
