"""How many cells a document may still have."""

from ingestion.containers.errors import ContainerError


class CellBudget:
    """What is left of a document's limit of cells. Asked before cells are made: a merge may claim to cover millions."""

    def __init__(self, limit: int):
        self._limit = limit
        self._left = limit

    def require(self, count: int) -> None:
        """Raise ContainerError (too_many_cells) where fewer are left."""
        if count > self._left:
            raise ContainerError("too_many_cells", f"more than {self._limit} cells")

    def take(self, count: int) -> None:
        """Use some of them; ContainerError where fewer are left."""
        self.require(count)
        self._left -= count
