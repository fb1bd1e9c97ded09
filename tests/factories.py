"""Plain functions that make what tests need, through the real services."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from ifar.accounts.models import User
from ifar.accounts.services import proposals
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications
from ifar.parties.services import NewParty, register_party
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount
from ifar.recoveries.services import cases, items
from ifar.registry.attestations import Attestation
from ifar.registry.services.events import NewEvent, Recorded, register_firearm
from ifar.rights import Actor
from tests import cast

SEEN = Attestation("yes", "Paper P-7")
"""What an officer says who has seen a document."""
PASSWORD = "a sentence that nobody guesses"


def a_person(actor: Actor, name: str = "Amina Diallo", **values: Any) -> str:
    """A natural person; returns the public identifier."""
    return register_party(actor=actor, new=NewParty(kind="person", values={"name": name, **values}))


def a_firearm(
    actor: Actor,
    serial: str | None = "AB1234",
    *,
    state: str = "held_civilian",
    identity: Mapping[str, Any] | None = None,
    marks: tuple[Mapping[str, Any], ...] = (),
    **details: Any,
) -> Recorded:
    """A firearm entered from an older book, with a serial and whatever else is said."""
    own = ({"kind": "serial", "text": serial},) if serial else ()
    own_category = {"category": "B"} if "registry:category:set" in actor.permissions else {}
    values = {"make": "beretta", "type": "pistol", "calibre": "9x19", **own_category, **(identity or {})}
    event = NewEvent(
        kind="registered", details={"state": state, **details}, identity=values, marks=(*own, *marks)
    )
    return register_firearm(actor=actor, event=event)


def pass_checks(actor: Actor, application: str, kind: str) -> None:
    """Every check of a kind passed: `actor` answers what licensing desks answer, Dave at the police what the police answers."""
    police = cast.as_founded("dave")
    for item in kind_of(kind).checks:
        who = actor if actor.agency_kind in item.answered_by else police
        applications.answer_check(actor=who, application_id=application, item=item.code, answer="passed")


def an_application(actor: Actor, applicant: str, kind: str = "sport", **asked: Any) -> str:
    """An application whose checks are all passed, advised by `actor`; returns the public identifier."""
    draft = applications.draft(actor=actor, kind=kind, applicant=applicant, **asked)
    applications.submit(actor=actor, application_id=draft)
    pass_checks(actor, draft, kind)
    applications.advise(actor=actor, application_id=draft, advice="grant", note="nothing stands against it")
    return draft


def a_licence(examiner: Actor, head: Actor, holder: str, kind: str = "sport", **asked: Any) -> str:
    """A licence that `examiner` examined and proposed and `head` granted; returns the public identifier."""
    text = an_application(examiner, holder, kind, **asked)
    asked_for = applications.propose_grant(actor=examiner, application_id=text, reason="complete")
    proposals.decide(actor=head, proposal=asked_for.public_id, verdict="approve")
    return str(asked_for.payload["details"]["licence"])


def an_account(officer: Actor, party: str, *, relation: str = "self", name: str = "") -> User:
    """A holder's account, opened at the counter by `officer` and accepted by its person; returns the sign-in."""
    new = NewAccount(party, relation, "national_id", name)
    opened = accounts.open_account(actor=officer, new=new)
    return accounts.accept(link=opened.link, code=opened.code, password=PASSWORD)


def as_holder(user: User) -> Actor:
    """A holder as an actor, as a request of theirs finds them."""
    return cast.acting(user)


def a_case(actor: Actor, kind: str = "seized", **said: Any) -> str:
    """A case of the actor's office; returns the public identifier."""
    circumstances = cases.Circumstances(kind=kind, number="P-2026-17", **said)
    return cases.open_case(actor=actor, said=circumstances, again=True)


def an_item(actor: Actor, case: str, serial: str | None = "AB71234", **said: Any) -> str:
    """An item of a case, a pistol where nothing else is said; returns the public identifier."""
    marks = said.pop("marks", ({"kind": "serial", "text": serial},) if serial else ())
    identity = said.pop("identity", {"make": "beretta", "type": "pistol", "calibre": "9x19"})
    new = items.NewItem(identity=identity, marks=marks, **said)
    return items.enter_items(actor=actor, case=case, items=[new]).items[0]


def a_picture(colour: str = "navy", size: tuple[int, int] = (350, 450)) -> list[bytes]:
    """A picture as it is uploaded: nobody's face."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return [out.getvalue()]
