"""Count the cells of a document against its limit."""

from ingestion.containers.errors import ContainerError


class CellBudget:
    """The remaining cells of a document. Check it before cells are created: a merge may claim to cover millions."""

    def __init__(self, limit: int):
        self._limit = limit
        self._left = limit

    def require(self, count: int) -> None:
        """Raise ContainerError (too_many_cells) if fewer cells remain."""
        if count > self._left:
            raise ContainerError("too_many_cells", f"more than {self._limit} cells")

    def take(self, count: int) -> None:
        """Use cells of the budget. Raises ContainerError (too_many_cells) if fewer remain."""
        self.require(count)
        self._left -= count
