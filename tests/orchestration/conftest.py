"""The report of a release, for the tests of its pages."""

from tests.orchestration.released_report import report

__all__ = ["report"]
