"""Run a command and write what it and all its processes cost, as JSON: `cost.py FILE COMMAND…`. Linux only.

`cpu_seconds` are of the command, its children and processes that outlive their parent; `peak_mb` is of the largest of
them. The exit code is that of the command.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # prctl(2): processes whose parent has ended become children of this one


def main(file: str, *command: str) -> int:
    """Run the command, wait for every process that it started, and write the costs."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    started = time.perf_counter()
    code = subprocess.run(command, check=False).returncode
    seconds = time.perf_counter() - started
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    Path(file).write_text(json.dumps(cost), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
