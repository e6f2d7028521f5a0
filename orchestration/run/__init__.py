"""Bookkeeping of a refresh: lock, fingerprint, run record, summary. Imports neither Dagster nor dbt."""
