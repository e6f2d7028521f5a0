"""Orchestration: which steps run, when and in which order. Forms are interpreted in ingestion and dbt, not here."""
