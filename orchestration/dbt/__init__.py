"""Run dbt in this process; check seeds and indicators before and between its builds."""
