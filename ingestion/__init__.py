"""Reading self-evaluation documents into landing tables. Plain Python: knows layouts, neither Dagster nor dbt."""
