"""The admin's pages about attribution: rules, touches that none finds, and rules run once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import RedirectResponse, Response

from companion.domain.campaigns import MatchKind, MatchRule
from companion.domain.errors import CompanionError, ConflictError, RejectedError
from companion.domain.touches import MATCHED
from companion.server.attribution.reruns import Trial, preview_run, try_rules
from companion.server.attribution.runs import begin_run, run_rules, running
from companion.server.attribution.unmatched import (
    Telling,
    give_rules,
    ignore,
    read_unmatched,
    settle_touches,
    take_back,
)
from companion.server.pages.admin.match_rules import (
    BLANK,
    FIELD_WORDS,
    KIND_WORDS,
    checked_rules,
    in_order,
    move_rule,
    order_mark,
    read_campaign,
    read_campaigns,
    read_choices,
    read_every_choice,
    rules_in,
    save_rules,
    shown_by,
    try_address,
)
from companion.server.pages.desks import at_desk
from companion.server.pages.forms import Form, read_long_form, whole_number
from companion.server.pages.sessions import find_visitor
from companion.server.pages.sheets import refused_values, signed_sheet
from companion.server.parts import Parts, parts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

rule_router = APIRouter(include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_Form = Annotated[Form, Depends(read_long_form)]
_Error = CompanionError | None

"""Before the organisation's id, the name under which a run's progress stands."""

_WORDS = {"rule_fields": FIELD_WORDS, "rule_kinds": KIND_WORDS}


# -- all rules in their order --------------------------------------------------------------


@rule_router.get("/admin/campaigns")
def show_campaigns(request: Request, parts: _Parts, address: str = "") -> Response:
    """Show every rule in its place, and where an address would lead."""
    return _rules(request, parts, address)


@rule_router.post("/admin/campaigns")
def take_order(request: Request, parts: _Parts, form: _Form) -> Response:
    """Move one rule in the order."""
    try:
        with at_desk(request, parts, form) as desk:
            move_rule(desk, form.get("act"), form.get("order"))
    except (RejectedError, ConflictError) as error:
        return _rules(request, parts, "", error)
    return RedirectResponse("/admin/campaigns", 303)


def _rules(request: Request, parts: Parts, address: str, error: _Error = None) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        campaigns = read_campaigns(cx, visitor.actor.org)
        left = read_unmatched(cx, visitor.actor.org)
        every = read_every_choice(cx, visitor.actor.org)
        choices = {choice.key: choice.words for some in every.values() for choice in some}
        try:
            led_to = try_address(cx, visitor.actor.org, address) if address else None
        except ValueError:  # no address at all
            led_to = None
    lines = in_order(campaigns)
    values: dict[str, Any] = {
        "campaigns": campaigns,
        "lines": [(line, choices.get(shown_by(line.rule), "")) for line in lines if line.rule],
        "order": order_mark(lines),
        "address": address,
        "led_to": led_to,
        "left": left.touches,
        **_WORDS,
        **refused_values(error),
    }
    return signed_sheet("admin_campaigns.html", parts, visitor, **values)


# -- the rules of one campaign -------------------------------------------------------------


@rule_router.get("/admin/campaigns/{campaign_id}")
def show_campaign(request: Request, parts: _Parts, campaign_id: str, done: str = "") -> Response:
    """Show the rules of one campaign."""
    return _campaign(request, parts, campaign_id, done=done)


@rule_router.post("/admin/campaigns/{campaign_id}")
def take_rules(request: Request, parts: _Parts, campaign_id: str, form: _Form) -> Response:
    """Try the rules of one campaign on the newest touches, or keep them."""
    trial = None
    try:
        with at_desk(request, parts, form) as desk:
            kept = read_campaign(desk.cx, desk.org, campaign_id)
            if form.get("act") == "try":
                made = checked_rules(desk.cx, desk.org, kept.campaign, rules_in(form))
                trial = try_rules(desk.cx, desk.org, made)
            else:
                save_rules(desk, campaign_id, whole_number(form.get("rev")), rules_in(form))
    except (RejectedError, ConflictError) as error:
        if error.code == "not_found":
            raise
        return _campaign(request, parts, campaign_id, form, error)
    if trial is not None:
        return _campaign(request, parts, campaign_id, form, trial=trial)
    return RedirectResponse(f"/admin/campaigns/{campaign_id}?done=1", 303)


def _campaign(
    request: Request,
    parts: Parts,
    campaign_id: str,
    form: Form | None = None,
    error: _Error = None,
    done: str = "",
    trial: Trial | None = None,
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        ruled = read_campaign(cx, visitor.actor.org, campaign_id)
        choices = read_choices(cx, visitor.actor.org, campaign_id)
        names = {
            each.campaign.id: each.campaign.name for each in read_campaigns(cx, visitor.actor.org)
        }
    rules = rules_in(form) if form else ruled.campaign.match_rules
    blank = (MatchRule("utm_campaign", MatchKind.EXACT, ""),) * BLANK
    values = {
        "ruled": ruled,
        "rules": [(rule, shown_by(rule)) for rule in (*rules, *blank)],
        "choices": choices,
        "trial": trial,
        "names": names,
        "done": bool(done),
        **_WORDS,
        **refused_values(error),
    }
    return signed_sheet("admin_campaign.html", parts, visitor, **values)


# -- touches that no rule finds --------------------------------------------------------------


@rule_router.get("/admin/unmatched")
def show_unmatched(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show the touches without a campaign, grouped by what they say."""
    return _unmatched(request, parts, done=done)


@rule_router.post("/admin/unmatched")
def take_unmatched(request: Request, parts: _Parts, form: _Form) -> Response:
    """Give the ticked values to a campaign, set them aside, or bring them back."""
    settled = 0
    try:
        with at_desk(request, parts, form) as desk:
            chosen = _chosen(form)
            if form.get("act") == "rule":
                campaign_id, _, promise_id = form.get("campaign").partition(".")
                kept = read_campaign(desk.cx, desk.org, campaign_id)
                made = give_rules(kept.campaign, chosen, promise_id or None)
                desk.put(checked_rules(desk.cx, desk.org, kept.campaign, made.match_rules))
                settled = settle_touches(desk.cx, desk.org, chosen, desk.user_id, desk.now)
            elif form.get("act") == "ignore":
                ignore(desk.cx, desk.org, chosen, desk.user_id, desk.now)
                desk.note("attribution", desk.org, "set aside", values=_told(chosen))
            elif form.get("act") == "take_back":
                take_back(desk.cx, desk.org, chosen)
                desk.note("attribution", desk.org, "brought back", values=_told(chosen))
            else:
                raise RejectedError("Please say what to do with those ticked.")  # noqa: TRY301 - one place to answer
    except (RejectedError, ConflictError) as error:
        return _unmatched(request, parts, form, error)
    return RedirectResponse(f"/admin/unmatched?done={settled or form.get('act')}", 303)


def _unmatched(
    request: Request, parts: Parts, form: Form | None = None, error: _Error = None, done: str = ""
) -> Response:
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        left = read_unmatched(cx, visitor.actor.org)
        places = _places(cx, visitor.actor.org)
    values = {
        "left": left,
        "places": places,
        "given": form or Form(),
        "ticked": set(form.all("value")) if form else set(),
        "settled": max(whole_number(done), 0),
        "done": done,
        **_WORDS,
        **refused_values(error),
    }
    return signed_sheet("admin_unmatched.html", parts, visitor, **values)


def _places(cx: Connection, org: str) -> list[tuple[str, str]]:
    """Return what values can be given to: campaigns, and their promises where there are several."""
    found, every = [("", "Choose a campaign")], read_every_choice(cx, org)
    for each in read_campaigns(cx, org):
        found.append((each.campaign.id, each.campaign.name))
        told = [one for one in every.get(each.campaign.id, ()) if one.key[0] == "p"]
        if len(told) > 1:
            found += [
                (
                    f"{each.campaign.id}.{one.key.partition('.')[2]}",
                    f"{each.campaign.name}, {one.words}",
                )
                for one in told
            ]
    return found


def _chosen(form: Form) -> list[Telling]:
    parted = [value.partition("=") for value in form.all("value")]
    chosen = [
        Telling(name, value) for name, _, value in parted if name in MATCHED or not (name or value)
    ]
    if not chosen:
        raise RejectedError("Please tick at least one line.")
    return chosen


def _told(chosen: list[Telling]) -> list[Any]:
    return [f"{each.field} = {each.value[:200]}" for each in chosen[:50]]


# -- rules run once more ---------------------------------------------------------------------


@rule_router.get("/admin/rerun")
def show_rerun(request: Request, parts: _Parts, done: str = "") -> Response:
    """Show what the rules would change about touches that are here already."""
    with parts.database.read() as cx:
        visitor = find_visitor(cx, request, parts)
        reached = running(cx, visitor.actor.org, parts.clock.now())
        preview = preview_run(cx, visitor.actor.org) if reached is None else None
        names = {
            each.campaign.id: each.campaign.name for each in read_campaigns(cx, visitor.actor.org)
        }
    values: dict[str, Any] = {
        "preview": preview,
        "names": names,
        "running": reached,
        "done": bool(done),
        **_WORDS,
    }
    answer = signed_sheet("admin_rerun.html", parts, visitor, **values)
    if reached is not None:
        answer.headers["Refresh"] = "2"
    return answer


@rule_router.post("/admin/rerun")
def begin_rerun(request: Request, parts: _Parts, form: _Form) -> Response:
    """Begin to run the rules over all touches; a second click changes nothing."""
    with at_desk(request, parts, form) as desk:
        worker = begin_run(desk.cx, desk.org, desk.now)
        if worker is not None:
            desk.note("attribution", desk.org, "run again")
        org, user_id = desk.org, desk.user_id
    answer = RedirectResponse("/admin/rerun?done=1", 303)
    if worker is not None:
        answer.background = BackgroundTask(run_rules, parts, org, worker, user_id)
    return answer
