"""Run dbt in this process; check seeds, rules and indicators before its builds."""
