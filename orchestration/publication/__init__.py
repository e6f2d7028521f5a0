"""Parts of a release besides its tables: catalogue, Chinese views, open data, report, mirror, dashboards."""
