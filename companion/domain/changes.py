"""What an action changed, so that each panel refreshes only if it is concerned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The records an action touched: ids by entity name ("call", "prospect", "draft" …)."""

    ids: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, entity: str, *record_ids: str) -> Changes:
        """Name the records of one entity."""
        return cls(frozenset((entity, record_id) for record_id in record_ids))

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.ids | other.ids)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def touches(self, *entities: str) -> bool:
        """Tell whether any record of these entities changed."""
        return any(entity in entities for entity, _ in self.ids)
