"""Read self-evaluation documents into landing tables. Imports neither Dagster nor dbt."""
