"""What a release says of itself: title, number, publisher, licence, citation, contact."""

from dataclasses import dataclass
from typing import Any

from orchestration.settings import Publication

TITLE_ZH = "项目绩效自评数据"
TITLE_EN = "Government project performance self-evaluations"
UNSAID = "未注明 not stated"


@dataclass(frozen=True)
class Imprint:
    """A release's title page. Texts that no setting gives say that nothing is stated, and claim nothing."""

    release_id: str
    released_at: str  # ISO 8601, UTC
    publication: Publication

    @property
    def publisher(self) -> str:
        """Who publishes it."""
        return self.publication.publisher or UNSAID

    @property
    def licence(self) -> str:
        """How it may be used."""
        return self.publication.licence or f"{UNSAID}; 使用前请向发布方确认 ask the publisher before reuse"

    @property
    def contact(self) -> str:
        """Whom to ask."""
        return self.publication.contact or UNSAID

    @property
    def citation(self) -> str:
        """How to cite it."""
        author = f"{self.publication.publisher}: " if self.publication.publisher else ""
        usual = f"{author}{TITLE_ZH} {TITLE_EN}, release {self.release_id}, {self.released_at[:10]}"
        return self.publication.citation or usual

    def as_row(self) -> tuple[Any, ...]:
        """The row of catalog.about."""
        at = self.released_at.removesuffix("+00:00")
        return (
            TITLE_ZH, TITLE_EN, self.release_id, at, self.publisher, self.licence, self.citation, self.contact,
            self.publication.publish_all,
        )  # fmt: skip
