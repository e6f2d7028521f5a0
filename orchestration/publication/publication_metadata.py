"""Publication metadata of a release: title, number, publisher, licence, citation, contact."""

from dataclasses import dataclass
from typing import Any

from orchestration.settings import Publication

TITLE_ZH = "项目绩效自评数据"
TITLE_EN = "Government project performance self-evaluations"
NOT_STATED = "未注明 not stated"


@dataclass(frozen=True)
class PublicationMetadata:
    """Publication metadata of a release. A text that is not set says that it is not stated."""

    release_id: str
    released_at: str  # ISO 8601, UTC
    publication: Publication

    @property
    def publisher(self) -> str:
        """Return the publisher."""
        return self.publication.publisher or NOT_STATED

    @property
    def licence(self) -> str:
        """Return the licence."""
        return self.publication.licence or f"{NOT_STATED}; 使用前请向发布方确认 ask the publisher before reuse"

    @property
    def contact(self) -> str:
        """Return the contact."""
        return self.publication.contact or NOT_STATED

    @property
    def citation(self) -> str:
        """Return the citation."""
        author = f"{self.publication.publisher}: " if self.publication.publisher else ""
        usual = f"{author}{TITLE_ZH} {TITLE_EN}, release {self.release_id}, {self.released_at[:10]}"
        return self.publication.citation or usual

    def as_row(self) -> tuple[Any, ...]:
        """Return the row of catalog.about."""
        at = self.released_at.removesuffix("+00:00")
        return (
            TITLE_ZH, TITLE_EN, self.release_id, at, self.publisher, self.licence, self.citation, self.contact,
            self.publication.publish_all,
        )  # fmt: skip
