"""Campaigns, their promises and the people: what every laptop of an organisation has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from companion.store.columns import read_records, record_columns
from companion.store.tables import RECORD_TABLES, category, promise, promise_version, touch, user

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection

    from companion.domain.campaigns import Campaign
    from companion.domain.objections import Category
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.touches import Touch


def live_records(cx: Connection, entity: str, *conditions: ColumnElement[bool]) -> list[Any]:
    """Return the records of one entity that are there for the person, in the order of their ids."""
    table = RECORD_TABLES[entity]
    query = select(*record_columns(entity)).where(table.c.is_live, *conditions)
    return read_records(entity, cx.execute(query.order_by(table.c.id)))


def touches_of(cx: Connection, prospect_id: str) -> list[Touch]:
    """Return the touches of a prospect, earliest first."""
    found = cast("list[Touch]", live_records(cx, "touch", touch.c.prospect_id == prospect_id))
    return sorted(found, key=lambda each: (each.occurred_at, each.id))


def campaigns_by_id(cx: Connection, ids: Iterable[str]) -> dict[str, Campaign]:
    """Return these campaigns by their ids, as far as they are known here."""
    condition = RECORD_TABLES["campaign"].c.id.in_(list(ids))
    return {each.id: each for each in live_records(cx, "campaign", condition)}


def promise_of_version(cx: Connection, version_id: str) -> Promise | None:
    """Return the promise that a version belongs to, or None if it is not known here."""
    owner = select(promise_version.c.promise_id).where(
        promise_version.c.id == version_id, promise_version.c.is_live
    )
    found = live_records(cx, "promise", promise.c.id == owner.scalar_subquery())
    return found[0] if found else None


def promises_of_campaign(cx: Connection, campaign_id: str) -> list[Promise]:
    """Return a campaign's promises, those still made before those retired, oldest first."""
    found = cast("list[Promise]", live_records(cx, "promise", promise.c.campaign_id == campaign_id))
    return sorted(found, key=lambda each: (each.retired_at is not None, each.id))


def versions_of(cx: Connection, promise_id: str) -> list[PromiseVersion]:
    """Return the versions of a promise in their order, unpublished ones included."""
    condition = promise_version.c.promise_id == promise_id
    found = cast("list[PromiseVersion]", live_records(cx, "promise_version", condition))
    return sorted(found, key=lambda each: each.number)


def categories(cx: Connection) -> list[Category]:
    """Return the kinds of objection in the order shown, retired ones last."""
    found = cast("list[Category]", live_records(cx, category.name))
    return sorted(found, key=lambda each: (each.is_retired, each.position, each.code))


def user_names(cx: Connection) -> dict[str, str]:
    """Return the names of the people by their ids."""
    query = select(user.c.id, user.c.name).where(user.c.is_live)
    return {row.id: row.name or "" for row in cx.execute(query)}
