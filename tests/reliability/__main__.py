"""Run the long tests of reliability and print what they counted: `python -m tests.reliability kills|growth`."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path


def main() -> int:
    """Return 1 if something happened that must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("what", choices=("kills", "growth"))
    parser.add_argument("--count", type=int, default=200, help="kills")
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True, help="a folder for homes; a second run goes on there")
    options = parser.parse_args()
    # Imported here, because each process that reads documents imports this module.
    from tests.conftest import SHARED
    from tests.reliability.growth import simulate
    from tests.reliability.kills import describe, kill_refreshes

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that readers and servers are ended
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    folder = options.folder.absolute()
    os.environ[SHARED] = str(folder / "shared")
    (folder / "shared").mkdir(parents=True, exist_ok=True)
    if options.what == "growth":
        shutil.rmtree(folder / "growth", ignore_errors=True)  # a year is simulated from its first night
        simulate(folder / "growth", options.nights)
        return 0
    state = kill_refreshes(folder / "kills", options.count, options.seed)
    print(describe(state, folder / "kills" / "home"))
    return 1 if state.find_problems() else 0


if __name__ == "__main__":
    sys.exit(main())
