"""Container readers: bytes to rows of cells with their page and line, nothing more."""

from ingestion.containers.errors import ContainerError
from ingestion.containers.reading import ContainerText, Gap, find_container, read_container

__all__ = ["ContainerError", "ContainerText", "Gap", "find_container", "read_container"]
