"""Read documents of each container (file type) into rows of cells with page and line."""

from ingestion.containers.errors import ContainerError
from ingestion.containers.reading import ContainerText, Gap, find_container, read_container

__all__ = ["ContainerError", "ContainerText", "Gap", "find_container", "read_container"]
