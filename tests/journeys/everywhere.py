"""One person in every table that can hold one: brought, called, merged, listed, told, exported.

Everything goes through the routes of a real server, as programs, laptops and the pages use them.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, LargeBinary, String, select

from companion.domain.answers import Answer, AnswerStatus, Decision, DecisionKind
from companion.domain.calls import Call, Disposition
from companion.domain.external_ids import ExternalId
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.proposals import Proposal, ProposalState
from companion.domain.prospects import Prospect
from companion.server.duplicates.finding import find_pairs, keep_pairs
from companion.server.tables import metadata
from tests.contracts.test_deliveries import Tool
from tests.contracts.test_programs import Program
from tests.patience import until
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Laptop, Salesroom, change, creating
from tests.server.pages.admin.test_imports import bring, brought, done
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sqlalchemy import Column

    from companion.server.database import Database
    from tests.promiseroom import Browser

NAME, FORMER = "Zdeňka Krátkožvýkalová", "Zdeňka Hrušovická"
PHONE, EMAIL, CRM_ID = "+420602123456", "zdenka@kratko.example", "crm-zdenka-4711"
WORDS, COMPANY = "To by nám odborář nikdy nedovolil", "Krátkožvýkal a synové"
VALUES = (
    *(NAME, "Krátkožvýk", "Hrušovick", "602123456", "602 123 456", EMAIL, CRM_ID),
    *("odborář", "odborar"),
)
"""What must be nowhere afterwards, whatever its case; words also as searches fold them."""

HERS = (*VALUES, "Krátkožvýkal")
OF_HER = f"{NAME} (602 123 456, {EMAIL})"
"""How others write about her."""

SECRET_KEY = "for this test alone, thirty-two characters and more"


class Everywhere:
    """An organisation in which a person is in every table."""

    def __init__(self, room: Salesroom) -> None:
        self.promises = PromiseRoom(room)
        self.room = room
        self.laptop: Laptop = room.laptop(self.promises.rep)
        self.admin_user = self.promises.add_reader(Role.ADMIN)
        self.admin: Browser = self.promises.browser(self.admin_user)
        self.who = self._enter()
        self._change()
        self._call()
        self._speak_of_her()
        self._bring()
        self._list()
        self._set_aside()
        self._merge()
        self._export()

    def _enter(self) -> Prospect:
        send(
            self.admin,
            "/admin/hooks",
            name=f"Address for {NAME}",
            url=f"https://hooks.invalid/in?about={EMAIL}",
            events=["call.finished", "prospect.do_not_call", "objection.heard"],
        )
        who = Prospect(
            new_id(),
            FORMER,
            COMPANY,
            phones=(PHONE,),
            emails=(EMAIL,),
            owner_id=self.laptop.user.id,
            notes=WORDS,
            title="odborářka",
            data_source=f"letter of {NAME}",
            legal_basis_note=WORDS,
            external_ids=(ExternalId("hubspot", CRM_ID),),
        )
        self._push(creating(who, "prospect"))
        return who

    def _change(self) -> None:
        """Change her twice at once, with a field only newer laptops know, and be refused."""
        who, newest = self.who.id, 10**9
        more = {"name": NAME, "nickname": WORDS, "do_not_call": True, "do_not_call_reason": WORDS}
        more |= {"notes": f"{WORDS}. Once"}
        self._push(change("prospect", who, "patch", more, base_rev=newest))
        other = self.room.laptop(self.promises.rep)
        (late,) = other.push(change("prospect", who, "patch", {"notes": f"{WORDS}. Twice"}))
        assert late["losers"]
        self.laptop.push(change("call", new_id(), "create", {"notes": WORDS, "prospect_id": who}))

    def _call(self) -> None:
        version, rep = self.promises.second.id, self.laptop.user.id
        more: dict[str, Any] = {"disposition": Disposition.CONNECTED, "notes": WORDS}
        more |= {"called_despite": WORDS}
        call = Call(
            new_id(), self.who.id, rep, NOW, phone=PHONE, promise_version_id=version, **more
        )
        heard = Objection(
            new_id(),
            call.id,
            self.who.id,
            "trust_proof",
            WORDS,
            promise_version_id=version,
            behind_it=WORDS,
        )
        after = FollowUp(new_id(), self.who.id, rep, NOW, what=WORDS, call_id=call.id)
        self.call_id, self.heard = call.id, heard
        for entity, record in (("call", call), ("objection", heard), ("follow_up", after)):
            newer = creating(record, entity)
            newer["fields"]["told_by_newer"] = WORDS
            self._push(newer)

    def _speak_of_her(self) -> None:
        """Name her wherever colleagues write about others."""
        self.other = Prospect(
            new_id(),
            "Somebody Else",
            owner_id=self.laptop.user.id,
            title=OF_HER,
            notes=OF_HER,
            data_source=OF_HER,
            legal_basis_note=OF_HER,
        )
        newer = creating(self.other, "prospect")
        newer["fields"]["told_by_newer"] = OF_HER
        self._push(newer)
        talk = Call(
            new_id(),
            self.other.id,
            self.laptop.user.id,
            NOW,
            disposition=Disposition.CONNECTED,
            notes=OF_HER,
            called_despite=OF_HER,
        )
        heard = Objection(
            new_id(), talk.id, self.other.id, "other", OF_HER, behind_it=OF_HER, position=0
        )
        self._push(creating(talk, "call"), creating(heard, "objection"))
        said = dict.fromkeys(("says", "reply", "concern", "proof", "why_changed"), OF_HER)
        answer = Answer(
            new_id(), "other", **said, questions=(OF_HER,), status=AnswerStatus.PUBLISHED
        )
        decided = Decision(
            new_id(),
            DecisionKind.ACCEPTED,
            self.laptop.user.id,
            NOW,
            (self.heard.id,),
            note=OF_HER,
        )
        self.room.put(answer, decided)
        send(self.admin, f"/answers/{answer.id}", act="save", concern=f"Now {OF_HER}")
        proposed = Proposal(
            new_id(),
            self.promises.second.id,
            self.laptop.user.id,
            NOW,
            Span(PromisePart.MESSAGE, 0, 2, "No"),
            OF_HER,
            OF_HER,
            ProposalState.DECLINED,
            self.admin_user.id,
            NOW,
            OF_HER,
        )
        self.room.put(proposed)

    def _bring(self) -> None:
        """Let programs of others bring her again, her id there as what marks their requests."""
        program = Program(self.room)
        own = {"system": "hubspot", "value": CRM_ID}
        person = {"external_id": own, "name": NAME, "emails": [EMAIL], "notes": WORDS}
        touch = {
            "external_id": {"system": "hubspot", "value": f"touch-{CRM_ID}"},
            "prospect": {"external_id": own},
            "occurred_at": "2026-11-20T10:30:00Z",
            "landing_page": f"https://x.example/{CRM_ID}",
            "form": f"Form of {NAME}",
            "list_name": NAME,
            "utm": {"utm_term": CRM_ID, "utm_campaign": f"only {NAME}"},
        }
        program.bring("prospects", person, key=f"prospects-{CRM_ID}")
        program.bring("touches", touch, key=f"touches-{CRM_ID}")
        tool = Tool(self.room, SECRET_KEY)
        told = {"name": NAME, "email": EMAIL, "phone": "nobody's", "utm_term": CRM_ID}
        told |= {CRM_ID: "a field with such a name"}
        assert tool.deliver(told, f"of-{CRM_ID}").status_code == 200

    def _list(self) -> None:
        """Send two lists: one is taken over, and one waits for somebody to come back to it."""
        rows = (
            f"Name,Company,Phone,Email,Notes,{NAME},Said by {NAME}\r\n"
            f"{NAME},{COMPANY},{PHONE},{EMAIL},{WORDS},1,{WORDS}\r\n"
            f"Else One,,{PHONE} {NAME} 12,one@else.example,,2,{NAME}\r\n"
            "Else Two,,,two@else.example,,3,\r\n"
        )
        name = f"{NAME}.csv"
        taken = bring(self.admin, rows, name).headers["Location"]
        done(self.admin, taken, "take", **{"column-5": "title"})
        self.waiting = brought(self.admin, rows.replace(",1,", ",4,"))

    def _set_aside(self) -> None:
        page = self.admin.get("/admin/unmatched")
        value = f"utm_campaign=only {NAME.lower()}"
        assert value in page.text
        form = form_of(page, "/admin/unmatched")
        said = self.admin.post("/admin/unmatched", **{**form, "value": value, "act": "ignore"})
        assert said.status_code == 303

    def _merge(self) -> None:
        """Find her twice: one of the two becomes part of her, and one is only looked at."""
        twins = [
            Prospect(
                new_id(),
                NAME,
                f"{COMPANY} {n}",
                emails=(f"{n}@twin.example", EMAIL),
                owner_id=self.laptop.user.id,
                notes=f"{WORDS} {n}",
            )
            for n in range(2)
        ]
        self._push(*(creating(each, "prospect") for each in twins))
        with self.room.database.write() as cx:
            keep_pairs(cx, self.room.org, find_pairs(cx, self.room.org), NOW)
        path = f"/admin/duplicates/{self.who.id}/{twins[0].id}"
        form = form_of(self.admin.get(path), path)
        merged = self.admin.post(path, **{**form, "from_company": "other", "act": "merge"})
        assert merged.status_code == 303
        self.gone, self.twin = twins

    def _export(self) -> None:
        """Order an export; its first file is written at once."""
        what = {"name": "To the CRM", "layout": "salesforce", "with_all": "yes"}
        assert send(self.admin, "/admin/exports", **what).status_code == 303

    def _export(self) -> None:
        """Order an export; its first file is written at once."""
        what = {"name": "To the CRM", "layout": "salesforce", "with_all": "yes"}
        assert send(self.admin, "/admin/exports", **what).status_code == 303

    def _push(self, *changes: Any) -> None:
        results = self.laptop.push(*changes)
        assert {each["outcome"] for each in results} <= {"applied", "merged"}, results


def rows_of(database: Database, org: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of every table of an organisation, packed columns as what they hold."""
    with database.read() as cx:
        for table in metadata.sorted_tables:
            mine = [table.c.org == org] if "org" in table.c else []
            for row in cx.execute(select(table).where(*mine)).mappings():
                yield table.name, {name: readable(value) for name, value in row.items()}


def readable(value: Any) -> str:
    """Return what a value says, whatever it is packed in."""
    if isinstance(value, bytes):
        try:
            return json.dumps(json.loads(zlib.decompress(value)), ensure_ascii=False)
        except (zlib.error, ValueError):
            return value.hex()
    return json.dumps(value, ensure_ascii=False, default=str)


def can_hold_words(column: Column[Any]) -> bool:
    """Tell whether somebody's words fit into a column; ids and codes are shorter."""
    if isinstance(column.type, JSON | LargeBinary):
        return True
    is_text = isinstance(column.type, String) and not column.foreign_keys
    return is_text and (column.type.length is None or column.type.length > 60)


def is_about(text: str, ids: Collection[str] = ()) -> bool:
    """Tell whether a text has any value of hers, or one of these ids."""
    return any(each.casefold() in text.casefold() for each in (*HERS, *ids))


def until_exported(folder: Path) -> Path:
    """Wait until the standing order wrote its first file."""
    return until(lambda: next(folder.glob("*.csv"), None), "nothing was exported")
