"""What the crowd of `test_a_crowd` does to people, rights, the community and files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from ifar.accounts.models import Absence, Grant
from ifar.accounts.services import absences, agencies, grants
from ifar.community.models import Post, Report, Seat, Space, Topic
from ifar.community.services import members, moderation, rooms, ruling, talk
from ifar.files import services as files
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.licensing.services import applications
from ifar.parties.models import Bar, Party
from ifar.parties.services import (
    NewBar,
    correct_party,
    enter_bar,
    merge_parties,
    move_party,
    propose_erasure,
    propose_lifting,
    split_parties,
)
from tests import cast
from tests.cast import actor
from tests.community import making
from tests.factories import a_person
from tests.files.test_deposits import photograph
from tests.flows.crowding import WHY, Act, Chance, decide, of, one


def in_parties() -> list[Act]:
    for name in ("Cora Dahl", "Cora Dahll", "Didi Ba"):
        a_person(actor("alice"), name)

    def party(c: Chance) -> str:
        return str(one(c, Party.objects.filter(kind="person").order_by("id")[:6]).public_id)

    def clerk(c: Chance) -> Any:
        return of(c, "alice", "bob", "nina")

    def correct(c: Chance) -> None:
        correct_party(
            actor=clerk(c), public_id=party(c), values={"name": f"Amina {c.random()}"}, reason="misread"
        )

    def move(c: Chance) -> None:
        address = {"lines": [f"{c.randint(1, 99)}, rue du Port"], "country": "FR", "valid_from": "2019-01-01"}
        move_party(actor=clerk(c), public_id=party(c), address=address)

    def merge(c: Chance) -> None:
        merge_parties(actor=of(c, "carol", "bob"), public_id=party(c), into=party(c), reason=WHY)

    def split(c: Chance) -> None:
        split_parties(actor=of(c, "carol", "bob"), public_id=party(c), reason=WHY)

    def bar(c: Chance) -> None:
        day = (applications.today() - dt.timedelta(days=30)).isoformat()
        about = party(c)
        enter_bar(
            actor=clerk(c),
            new=NewBar("refused", "security", day, "Southern Office", "XX", "R-7", party=about),
        )

    def lift(c: Chance) -> None:
        public_id = one(c, Bar.objects.order_by("-id")[:5]).public_id
        propose_lifting(actor=clerk(c), bar_id=public_id, reason=WHY)

    def erase(c: Chance) -> None:
        propose_erasure(
            actor=of(c, "bob", "nina"), public_id=party(c), fields=["name"], ground="court_order", reason=WHY
        )

    def answered(c: Chance) -> None:
        decide(c, "parties.", deciders=("bob", "nina"))

    return [correct, correct, move, merge, split, bar, lift, lift, erase, answered, answered, answered]


def in_accounts() -> list[Act]:
    whose = ("mallory", "peter", "frank", "oscar")
    roles = ("licensing_clerk", "administrator", "security_officer", "practitioner")

    def give(c: Chance) -> None:
        grants.propose_grant(
            actor=actor("ken"), user=cast.user(c.choice(whose)).public_id, role=c.choice(roles),
            agency=cast.agency(c.choice(("province", "authority"))).public_id, reason=WHY,
        )  # fmt: skip

    def take(c: Chance) -> None:
        result = one(c, Grant.objects.filter(user__username__in=(*whose, "laura"), end__isnull=True))
        grants.propose_revocation(actor=of(c, "ken", "peter"), grant=result.pk, reason=WHY, understood=True)

    def stand_in(c: Chance) -> None:
        now = dt.datetime.now(dt.UTC)
        absences.propose(
            actor=actor("ken"), user=cast.user(c.choice(("laura", "oscar"))).public_id, stand_in=cast.user(c.choice(whose)).public_id,
            role="security_officer", agency=cast.agency("authority").public_id, valid_from=now, valid_to=now + dt.timedelta(days=3),
            reason=WHY,
        )  # fmt: skip

    def end(c: Chance) -> None:
        absences.end(actor=of(c, "ken", "laura"), absence=one(c, Absence.objects.all()).pk)

    def agency(c: Chance) -> None:
        agencies.propose_change(
            actor=actor("ken"),
            agency=cast.agency("works").public_id,
            reason=WHY,
            area=f"XX-{c.randint(1, 9)}",
        )

    def answered(c: Chance) -> None:
        decide(c, "accounts.", deciders=("laura", "oscar", "laura", "oscar", "mallory", "frank"))

    return [give, give, take, take, stand_in, end, agency, answered, answered, answered, answered]


def in_community() -> list[Act]:
    making.give_roles()
    known = ("dave", "erin", "heidi", "alice")
    for name in known:
        making.admitted(name)
    made = [making.a_space("thematic", f"Space {n}", moderator="dave") for n in range(2)]
    for space_ in made:
        rooms.invite(
            actor=actor("dave"),
            space=space_.public_id,
            member=making.member("erin").public_id,
            role="moderator",
        )
        making.a_post("alice", making.a_topic("heidi", space_))

    def space(c: Chance) -> str:
        return str(one(c, Space.objects.all()).public_id)

    def member(c: Chance) -> str:
        return str(making.member(c.choice(known)).public_id)

    def leave(c: Chance) -> None:
        rooms.leave_space(actor=of(c, *known), space=space(c))

    def invite(c: Chance) -> None:
        rooms.invite(
            actor=of(c, "dave", "erin"),
            space=space(c),
            member=member(c),
            role=c.choice(("writer", "moderator")),
        )

    def role(c: Chance) -> None:
        seat = Seat.objects.filter(space=space(c), member=member(c)).values_list("public_id", flat=True)
        rooms.give_role(
            actor=of(c, "dave", "erin"), seat_id=seat.first() or "", role=c.choice(("writer", "moderator"))
        )

    def write(c: Chance) -> None:
        name = c.choice(known)
        topic = one(c, Topic.objects.order_by("-id")[:2]).public_id
        talk.write_post(actor=actor(name), topic=topic, said=making.said())

    def report(c: Chance) -> None:
        moderation.report_post(
            actor=of(c, *known), post=one(c, Post.objects.order_by("-id")[:2]).public_id, ground="spam"
        )

    def moderate(c: Chance) -> None:
        public_id = one(c, Report.objects.order_by("-id")[:4]).public_id
        how = c.randint(0, 4)
        if how == 0:
            moderation.dismiss(actor=of(c, "dave", "erin"), report_id=public_id)
        elif how == 1:
            moderation.hide(actor=of(c, "dave", "erin"), report_id=public_id, note="It sells something.")
        elif how == 2:
            moderation.appeal(actor=of(c, *known), report_id=public_id, note="It does not.")
        elif how == 3:
            moderation.hear_appeal(actor=of(c, "dave", "erin"), report=public_id, uphold=c.random() < 0.5)
        else:
            moderation.freeze(actor=of(c, "dave", "erin"), report_id=public_id, days=1, note=WHY)

    def membership(c: Chance) -> None:
        if c.random() < 0.1:
            members.suspend(actor=actor("bob"), member_id=member(c), ground="under_inquiry", note=WHY)
        else:
            kind = c.choice(("reinstated", "reinstated", "renewed"))
            members.propose(actor=actor("bob"), member=member(c), kind=kind, reason=WHY)

    def answered(c: Chance) -> None:
        decide(c, "community.", deciders=("nina", "bob"))

    def lock(c: Chance) -> None:
        topic = one(c, Topic.objects.order_by("-id")[:2]).public_id
        done = ruling.lock_topic if c.random() < 0.4 else ruling.unlock_topic
        done(actor=of(c, "dave", "erin"), ruling_id=topic)

    return [leave, invite, invite, role, write, report, report, moderate, moderate, moderate, membership, answered, lock]  # fmt: skip


def in_files() -> list[Act]:
    contents = [photograph(quality=60) + b"\0" * n for n in range(3)]
    known: list[str] = []

    def keep(c: Chance) -> None:
        known.append(
            files.keep(
                actor=actor("alice"), purpose="photograph", name="a.jpg", content=[c.choice(contents)]
            ).sha256
        )

    def erase(c: Chance) -> None:
        some = sorted({one(c, known) for _ in range(2)}, key=lambda _: c.random())
        with transaction.atomic():
            draft = Draft(schema="community.space_lapsed/1", act="community.space_lapsed", object="CROOM", payload={}, entry=ledger.new_entry_id())  # fmt: skip
            entry = ledger.append(actor=actor("alice"), drafts=[draft])[0].entry
            files.erase(some, purpose="photograph", erasure=entry)

    def sweep(c: Chance) -> None:
        files.remove_erased()

    return [keep, keep, erase, sweep]
