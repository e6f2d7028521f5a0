"""The report of a release and a browser, for the tests of its pages."""

from tests.broken_home import broken_home
from tests.orchestration.browsing import browser, chromium
from tests.orchestration.released_report import report
from tests.orchestration.two_releases import releases

__all__ = ["broken_home", "browser", "chromium", "releases", "report"]
