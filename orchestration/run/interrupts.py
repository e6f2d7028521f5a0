"""End a run at once at Ctrl-C (SIGINT) and SIGTERM, with a record of it and without a false cause."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TextIO

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Interruption(BaseException):
    def __init__(self, number: int):
        super().__init__(number)
        self.signal = signal.Signals(number)


def run_interruptibly(work: Callable[[], int], record: Callable[[signal.Signals, TextIO], None]) -> int:
    """Return the result of `work`; at a signal call `record` and end this process with exit code 128 + its number.

    `record` gets the signal and a stream to standard output. What the work prints after the signal is dropped, so what
    `record` prints is the last thing that is printed.

    The work is done by another thread: the main thread waits, and so receives a signal at any time, whatever library
    is at work and whatever it does at signals. Nothing is cleaned up: that is the same as a kill, which every step
    must survive.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    results: list[int] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    # Python's tracker of semaphores outlives this process; it must not warn of what the operating system cleans up.
    sys.warnoptions.append("ignore::UserWarning:multiprocessing.resource_tracker")
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # nohup, background
    former = {number: signal.signal(number, _raise) for number in heeded}
    try:
        thread = threading.Thread(target=run, name="refresh", daemon=True)
        thread.start()
        thread.join()
    except _Interruption as interruption:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        _end(interruption.signal, record)
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    if errors:
        raise errors[0]
    return results[0]


def _raise(number: int, _: FrameType | None) -> None:
    raise _Interruption(number)


def _end(number: signal.Signals, record: Callable[[signal.Signals, TextIO], None]) -> None:
    try:
        with _take_stdout() as stream:
            record(number, stream)
    finally:
        for process in multiprocessing.active_children():
            process.kill()
        os._exit(128 + number)


def _take_stdout() -> TextIO:
    """Return a stream to standard output, and drop what others write there from now on.

    Text in the buffer is dropped too: it may be the half of a line. All output of the project is flushed line by line.
    """
    descriptor = sys.stdout.fileno()
    stream = os.fdopen(os.dup(descriptor), "w", encoding=sys.stdout.encoding)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)
    return stream
