"""What the crowd of `test_a_crowd` does to firearms, licences, exhibits and requests to trace."""

from __future__ import annotations

from typing import Any

from ifar.licensing.models import Application, Licence, Offer, Round
from ifar.licensing.services import applications, licences, offers, rounds
from ifar.placement.models import Place
from ifar.placement.services import places
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction
from ifar.recoveries.custody.services import rooms as evidence
from ifar.recoveries.models import Batch, Case, Chain, Hit, Item
from ifar.recoveries.models import Count as RoomCount
from ifar.recoveries.services import cases, links
from ifar.registry import occurred
from ifar.registry.models import Duplicate, Event, Firearm
from ifar.registry.services import proposals as asking
from ifar.registry.services.duplicates import Pair as Alike
from ifar.registry.services.duplicates import decide_duplicate, note_pairs
from ifar.registry.services.events import NewEvent, record_event
from ifar.tracing.models import Request, Step
from ifar.tracing.services import answering, chains, from_exhibit, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.cast import actor
from tests.factories import SEEN, a_case, a_firearm, a_licence, a_person, an_application, an_item
from tests.flows.crowding import WHY, Act, Chance, decide, of, one
from tests.licensing.test_rounds import VALUE, a_round
from tests.recoveries.test_destruction import for_destruction
from tests.tracing.conftest import FOUND, a_request


def in_registry() -> list[Act]:
    alice, bob = actor("alice"), actor("bob")
    held = [a_person(alice, name) for name in ("Eve Falk", "Gia Holm")]
    allowed = {holder: a_licence(alice, bob, holder) for holder in held}
    arms = [
        a_firearm(alice, serial, owner=held[0], owner_kind="private", identity={"make": "beretta", "model": "beretta/px4"}).firearm
        for serial in ("PX4-777", "PX4777", "PX4 777", "PX4777-1")
    ]  # fmt: skip
    keys = dict(Firearm.objects.values_list("public_id", "id"))
    note_pairs([Alike(keys[a], keys[b], 90, []) for n, a in enumerate(arms) for b in arms[n + 1 :]])

    def arm(c: Chance) -> str:
        return str(c.choice(arms))

    def sell(c: Chance) -> None:
        buyer = c.choice(held)
        details = {"owner_kind": "private", "owner": buyer, "licence": allowed[buyer]}
        attested = dict.fromkeys(("counterparty_confirmed", "background_check"), SEEN)
        event = NewEvent(
            "privately_transferred", details, occurred.parse("2026-03-01"), paper="P-1", attested=attested
        )
        record_event(actor=of(c, "alice", "bob"), firearm=arm(c), event=event)

    def note(c: Chance) -> None:
        record_event(
            actor=of(c, "alice", "bob"),
            firearm=arm(c),
            event=NewEvent("noted", {"text": "seen at the range"}),
        )

    def lose(c: Chance) -> None:
        kind = c.choice(("lost", "recovered", "found"))
        record_event(actor=of(c, "alice", "dave"), firearm=arm(c), event=NewEvent(kind, {}))

    def correct(c: Chance) -> None:
        event = NewEvent("corrected", identity={"year": c.randint(1990, 2020)})
        asking.propose_event(actor=of(c, "alice", "carol"), firearm=arm(c), event=event, reason="typo")

    def annul(c: Chance) -> None:
        which = arm(c)
        last = Event.objects.filter(firearm__public_id=which).order_by("-n")[0]
        asking.propose_event(
            actor=actor("alice"),
            firearm=which,
            event=NewEvent("annulled", {"event": str(last.id)}),
            reason=WHY,
        )

    def join(c: Chance) -> None:
        pair = one(c, Duplicate.objects.select_related("older", "newer"))
        verdict = c.choice(("same", "same", "different", "undone"))
        survivor = c.choice((pair.older, pair.newer)).public_id if verdict == "same" else ""
        decide_duplicate(
            actor=of(c, "bob", "carol"),
            duplicate=pair.public_id,
            verdict=verdict,
            survivor=survivor,
            reason=WHY,
        )  # type: ignore[arg-type]

    def answered(c: Chance) -> None:
        decide(c, "registry.", deciders=("bob", "carol"))

    return [sell, sell, sell, note, lose, correct, correct, annul, join, answered, answered, answered]


def in_licensing() -> list[Act]:
    alice, bob = actor("alice"), actor("bob")
    held = [a_person(alice, name) for name in ("Amina Diallo", "Bea Costa")]
    for holder in held:
        for kind in ("sport", "hunting"):
            a_licence(alice, bob, holder, kind)
    a_firearm(alice, "OFFER-1", owner=held[0], owner_kind="private")

    def licence(c: Chance) -> str:
        return str(one(c, Licence.objects.all()).public_id)

    def person(c: Chance) -> str:
        return str(c.choice(held))

    def suspend(c: Chance) -> None:
        licences.suspend(actor=of(c, "alice", "bob"), licence_id=licence(c), ground="storage", reason="x")

    def ask(c: Chance) -> None:
        clerk, which = of(c, "alice", "bob"), licence(c)
        act = c.choice(("in force", "in force", "in force", "revoked", "changed"))
        if act == "in force":
            licences.propose_reinstatement(actor=clerk, licence_id=which, reason="mended")
        elif act == "revoked":
            licences.propose_revocation(actor=clerk, licence_id=which, ground="storage", reason=WHY)
        else:
            licences.propose_change(actor=clerk, licence_id=which, reason=WHY, quota=c.randint(1, 5))

    def surrender(c: Chance) -> None:
        if c.random() < 0.2:
            licences.surrender(actor=of(c, "alice", "bob"), licence_id=licence(c))

    def apply(c: Chance) -> None:
        alice = actor("alice")
        if Licence.objects.filter(state="in_force").count() < 3:
            held.append(a_person(alice, f"Holder {c.random()}"))
        text = an_application(alice, person(c), c.choice(("sport", "hunting")))
        applications.propose_grant(actor=alice, application_id=text, reason="complete")

    def withdraw(c: Chance) -> None:
        public_id = one(c, Application.objects.order_by("-id")[:3]).public_id
        if c.random() < 0.3:
            applications.withdraw(actor=actor("alice"), application_id=public_id, note="x")
        else:
            applications.propose_grant(
                actor=of(c, "alice", "bob"), application_id=public_id, reason="complete"
            )

    def open_round(c: Chance) -> None:
        a_round(of(c, "alice", "bob"), 1, after=1.6)

    def go_on(c: Chance) -> None:
        public_id = one(c, Round.objects.order_by("-id")[:2]).public_id
        if c.random() < 0.5:
            rounds.draw_round(actor=of(c, "alice", "bob"), round_id=public_id, value=VALUE)
        else:
            rounds.close_round(actor=of(c, "alice", "bob"), round_id=public_id, note="x")

    def make(c: Chance) -> None:
        arm = one(c, Firearm.objects.order_by("id")[:4])
        offers.make(
            actor=actor("alice"), firearm=arm.public_id, firearm_n=arm.n, buyer=person(c), transfer="privately_transferred", blind=True
        )  # fmt: skip

    def answer(c: Chance) -> None:
        public_id = one(c, Offer.objects.order_by("-id")[:3]).public_id
        if c.random() < 0.5:
            offers.take_back(actor=actor("alice"), offer_id=public_id)
        else:
            offers.answer(
                actor=of(c, "bob", "nina"),
                offer_id=public_id,
                confirmed=c.random() < 0.5,
                note="Came in person.",
            )

    def answered(c: Chance) -> None:
        decide(c, "licensing.", deciders=("bob", "alice", "nina"))

    return [suspend, suspend, ask, ask, surrender, apply, withdraw, open_round, go_on, make, answer, answered, answered, answered]  # fmt: skip


def in_recoveries() -> list[Act]:
    dave, erin = actor("dave"), actor("erin")
    made = [a_case(dave, ground="illicit_possession") for _ in range(2)]
    for n, case_ in enumerate(made):
        for m in range(2):
            an_item(dave, case_, f"KX{n}{m}71")
    gone = [an_item(dave, made[0], f"GONE-{n}") for n in range(2)]
    for one_ in gone:
        for_destruction(dave, erin, one_)
    for n in range(2):
        places.open_place(actor=erin, kind="evidence", name=f"Evidence room {n}")
        a_firearm(actor("alice"), f"KX{n}071")

    def officer(c: Chance) -> Any:
        return of(c, "dave", "erin")

    def case(c: Chance) -> str:
        return str(one(c, Case.objects.all()).public_id)

    def item(c: Chance) -> str:
        return str(one(c, Item.objects.exclude(public_id__in=gone)).public_id)

    def where(c: Chance) -> custody.Where:
        return {
            "room": one(c, Place.objects.filter(state="open")).public_id,
            "seal": f"S-{c.randint(1, 9)}",
        }

    def conclude(c: Chance) -> None:
        if c.random() < 0.3:
            cases.conclude_case(actor=officer(c), case_id=case(c), reason=WHY)
        else:
            cases.reopen_case(actor=officer(c), case_id=case(c), reason=WHY)

    def amend(c: Chance) -> None:
        cases.change_case(actor=officer(c), case=case(c), changes={"place": f"Gate {c.randint(1, 9)}"})

    def enter(c: Chance) -> None:
        if Item.objects.count() < 12:
            an_item(officer(c), case(c), f"KX{c.randint(0, 1)}071")

    def judge(c: Chance) -> None:
        result = one(c, Hit.objects.select_related("item"))
        verdict = c.choice(("confirmed", "rejected"))
        links.judge_hit(
            actor=officer(c), item_id=result.item.public_id, hit=result.pk, verdict=verdict, note=WHY
        )

    def link(c: Chance) -> None:
        if c.random() < 0.7:
            arm = one(c, Firearm.objects.order_by("-id")[:6]).public_id
            links.link_item(actor=officer(c), item_id=item(c), firearm=arm)
        else:
            links.register_item(actor=officer(c), item=item(c))

    def unlink(c: Chance) -> None:
        links.unlink_item(actor=officer(c), item_id=item(c), reason=WHY)

    def take_in(c: Chance) -> None:
        custody.take_in(actor=officer(c), exhibit=item(c), **where(c))

    def move(c: Chance) -> None:
        result = one(c, Chain.objects.exclude(public_id__in=gone))
        was: custody.Where = {"room": result.room, "place": result.place, "seal": result.seal}
        custody.move(actor=officer(c), chain_id=result.public_id, was=was, **where(c))

    def hand(c: Chance) -> None:
        public_id = one(c, Chain.objects.exclude(public_id__in=gone)).public_id
        if c.random() < 0.5:
            custody.hand_over(
                actor=officer(c),
                chain_id=public_id,
                to=cast.agency("police").public_id,
                purpose="storage",
                **where(c),
            )
        else:
            custody.take_back(actor=officer(c), chain_id=public_id, note=WHY)

    def room(c: Chance) -> None:
        if c.random() < 0.6:
            places.open_place(actor=actor("erin"), kind="evidence", name=f"Room {c.random()}")
        else:
            places.close_place(
                actor=actor("erin"), place_id=one(c, Place.objects.order_by("-id")[:2]).public_id
            )

    def count(c: Chance) -> None:
        if c.random() < 0.3:
            evidence.begin_count(actor=officer(c), room=one(c, Place.objects.all()).public_id)
        else:
            public_id = one(c, RoomCount.objects.order_by("-id")[:2]).public_id
            evidence.give_up_count(actor=officer(c), count_id=public_id, note=WHY)

    def batch(c: Chance) -> None:
        if Batch.objects.filter(state="open").count() < 3:
            destruction.open_batch(
                actor=actor("dave"), name=f"Spring {c.random()}", order="D-4", method="smelting", place="Steel works",
                exhibits=c.sample(gone, c.randint(1, 2)),
            )  # fmt: skip
        else:
            public_id = one(c, Batch.objects.filter(state="open")).public_id
            destruction.list_items(actor=officer(c), batch=public_id, exhibits=c.sample(gone, 1))

    def seal(c: Chance) -> None:
        public_id = one(c, Batch.objects.order_by("-id")[:3]).public_id
        if c.random() < 0.7:
            destruction.propose_seal(actor=actor("dave"), batch_id=public_id, reason="ready")
        else:
            destruction.abandon(actor=officer(c), batch_id=public_id, note=WHY)

    def answered(c: Chance) -> None:
        decide(c, "custody.", "recoveries.", deciders=("erin", "erin", "dave"))

    return [conclude, amend, enter, judge, link, link, unlink, unlink, take_in, move, hand, room, count, batch, seal, seal, answered, answered]  # fmt: skip


def in_tracing() -> list[Act]:
    for n in range(3):
        made = a_request(actor("dave"), number=f"T-{n}")
        answering.acknowledge(actor=actor("dave"), request_id=made, reference=f"BE-{n}")
    row = (
        Answer("diverted", FOUND, diversion="theft", source="Report 4/2021"),
        Answer("passed_on", FOUND, "dealer", source="Book 3, page 4"),
    )

    def request(c: Chance) -> str:
        return str(one(c, Request.objects.order_by("-id")[:3]).public_id)

    def officer(c: Chance) -> Any:
        return of(c, "dave", "erin")

    def link(c: Chance) -> None:
        chains.note_link(
            actor=officer(c), request_id=request(c), role=c.choice(("maker", "dealer")), said=c.choice(row)
        )

    def ask(c: Chance) -> None:
        chains.ask_trader(actor=officer(c), request_id=request(c), trader=cast.agency("ivans").public_id)

    def answer(c: Chance) -> None:
        step = one(c, Step.objects.filter(state="asked").order_by("-id")[:3]).public_id
        how = c.random()
        if how < 0.4:
            chains.answer_question(actor=actor("ivan"), step_id=step, said=c.choice(row))
        elif how < 0.8:
            chains.find_nothing_in_book(actor=actor("ivan"), step_id=step, failure="no_record")
        else:
            chains.give_up(actor=officer(c), step_id=step, failure="no_record")

    def settle(c: Chance) -> None:
        chains.settle(
            actor=officer(c),
            request_id=request(c),
            outcome=c.choice(("attempted_no_result", "diversion_otherwise_identified", "no_information")),
        )

    def withdraw(c: Chance) -> None:
        if c.random() < 0.3:
            requests.withdraw(actor=officer(c), request_id=request(c), note=WHY)

    def anew(c: Chance) -> None:
        made = a_request(officer(c), number=f"T-{c.random()}")
        answering.acknowledge(actor=actor("dave"), request_id=made, reference=f"BE-{c.random()}")

    def of_an_item(c: Chance) -> None:
        from_exhibit.open_from_item(actor=officer(c), item=one(c, Item.objects.all()).public_id, country="BE")

    def tell(c: Chance) -> None:
        requests.message(actor=officer(c), request_id=request(c), text="Any news?")

    return [link, link, ask, ask, answer, answer, answer, settle, withdraw, anew, of_an_item, tell]
