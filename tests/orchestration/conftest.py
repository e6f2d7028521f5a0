"""The report of a release and a browser, for the tests of its pages."""

from tests.orchestration.browsing import browser, chromium
from tests.orchestration.released_report import report

__all__ = ["browser", "chromium", "report"]
