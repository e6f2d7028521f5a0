"""Superset dashboards as code: datasets labelled by the catalogue of a release, charts, dashboards, bundle."""
