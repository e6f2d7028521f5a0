"""Limit what a process may use while it works on a document, which may be hostile."""

import logging
import os
import resource
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.limits import Limits


def isolate() -> None:
    """Prepare a child process for documents: the time limit ends it, and it prints nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent receives it as well, and ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Messages of libraries about a document are not for the operator.
    logging.disable()
    warnings.simplefilter("ignore")
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Apply the limits of one document to this process.

    At the time limit the system ends the process, even if it hangs in a library or its parent is gone.
    Memory is limited where the system reports the memory in use (Linux).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = _read_address_space()
    if held is not None:
        most = held + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _read_address_space() -> int | None:
    """Return the size of this process's address space in bytes, None if the system does not report it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return None
