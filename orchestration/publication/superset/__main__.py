"""`make superset`: the dashboards of the current release as a bundle, and the command that imports it."""

import sys

from orchestration.publication.superset.bundle import BundleError, make_bundle, write_bundle
from orchestration.settings import SettingsError, read_settings


def main() -> int:
    """Write the bundle into the home; 1 with a sentence where that cannot be."""
    try:
        settings = read_settings()
        release = settings.current / settings.build_file.name
        if not release.is_file():
            print(f"There is no release at {settings.current}: run make refresh first, or set JIXIAO_HOME")
            return 1
        folder = settings.home / "superset"
        bundle = write_bundle(make_bundle(release, settings.postgres_url), folder)
    except (SettingsError, BundleError) as error:
        print(error)
        return 1
    print(f"Wrote {folder} and {bundle}. In Superset's environment, at first and after every change:")
    print(f"  superset import-directory --overwrite {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
