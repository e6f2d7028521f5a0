"""Pause Python's collector of reference cycles where nothing would be collected."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector in a block whose objects are kept until its end, such as a dbt invocation or an import.

    The collector looks through all of them again and again: a sixth of the time of a small build. After the block these
    objects are frozen: the collector never looks at them again, another sixth, and cycles among them are kept until the
    process ends. Their number follows the project, not the documents.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
