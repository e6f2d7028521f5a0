"""A reader for tests: it hangs, crashes or exhausts memory if a document requests it, and reads any other as usual."""

import itertools
import os
import shutil
import signal
import time
from pathlib import Path

from ingestion.documents.parse import parse_document, reject_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument


def parse(content: bytes, document_hash: str, layouts: Layouts, limits: Limits) -> ParsedDocument:
    """Call `parse_document`, unless the document starts with the name of a fault and optionally a path."""
    fault, _, path = content.decode("utf-8", "replace").split("\n")[0].partition(" ")
    if fault == "hang":
        while True:
            time.sleep(0.01)
    if fault == "hang_and_report":
        Path(path).write_text(str(os.getpid()))
        while True:
            time.sleep(0.01)
    if fault == "hang_in_a_library":
        sum(itertools.repeat(0))
    if fault == "exit":
        os._exit(1)
    if fault == "be_killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "raise":
        raise ZeroDivisionError
    if fault == "eat_memory":
        eaten = []
        while True:
            eaten.append(bytes(1024 * 1024))
    if fault == "die_once" and not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    if fault == "read_what_cannot_be_written":
        return reject_document(document_hash, len(content), "not_text", "half a character: \ud800")
    if fault == "remove_the_load":
        for folder in Path(path).glob(".load_id=*"):
            shutil.rmtree(folder)
    return parse_document(content, document_hash, layouts, limits)
