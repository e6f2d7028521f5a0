"""Superset dashboards as code: datasets labelled by a release's catalogue, charts, dashboards, the bundle of all."""
