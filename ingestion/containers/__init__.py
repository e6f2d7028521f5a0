"""Container readers: bytes to rows of cells with their page and line, nothing more."""

from ingestion.containers.reading import ContainerError, ContainerText, read_container

__all__ = ["ContainerError", "ContainerText", "read_container"]
