"""`make ui`: Dagster's pages and its scheduler on the home."""

import os
import sys

from orchestration.settings import PROJECT, SettingsError, read_settings


def main() -> None:
    """Replace this process by `dagster dev`; arguments are passed on (such as -p 3001)."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit(str(error))
    from orchestration.instance import prepare_instance

    prepare_instance(settings)
    os.environ.update(JIXIAO_HOME=str(settings.home), JIXIAO_INBOX=str(settings.inbox))
    os.chdir(PROJECT)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606


if __name__ == "__main__":
    main()
