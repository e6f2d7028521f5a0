with

{{ measure_matching_lines("theme = 'timeliness'") }}

{{ indicator_rows() }}
