"""Of two honest people who act on two things at one moment: what the verifier says of the register afterwards, and whether a rule held for both.

An entry has its number before its act's row asks the rules. Each test lets a second act be done whole while the first has its number and no
effect yet (or is not committed yet), then looks through the register as the verifier does. An honest register is no fraud, for good.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction

from ifar.accounts.models import Agency
from ifar.accounts.services import agencies, grants, proposals
from ifar.community.models import Post, Seat
from ifar.community.services import moderation, rooms
from ifar.errors import IfarError
from ifar.hotspots.models import Candidate, Hotspot, Response
from ifar.hotspots.services import duplicates as incidents
from ifar.hotspots.services import hotspots, responses
from ifar.ledger.sources import all_replays, all_sources
from ifar.licensing.models import Licence, Removal, Round
from ifar.licensing.services import applications, licences, offers
from ifar.parties.models import Bar, Party
from ifar.parties.services import NewBar, correct_party, enter_bar, propose_erasure
from ifar.placement.models import Place
from ifar.placement.services import places
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.models import Batch, Case, Item
from ifar.recoveries.services import cases, links
from ifar.registry.models import Firearm
from ifar.registry.selectors.duplicates import duplicates_for
from ifar.registry.services.duplicates import Pair, decide_duplicate, note_pairs
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.cast import actor
from tests.community.making import a_post, a_space, a_topic, admitted, give_roles, member
from tests.crossing import LONG, crossing
from tests.databases import Database
from tests.factories import a_case, a_firearm, a_licence, a_person, an_application, an_item
from tests.hotspots.flowing import a_proposal, a_told_alert
from tests.hotspots.making import ROWS, a_layer, a_source, loaded
from tests.licensing.test_rounds import a_round, people
from tests.recoveries.test_destruction import a_batch, for_destruction
from tests.tracing.conftest import FOUND, a_request

DIVERTED = Answer("diverted", FOUND, diversion="theft", source="Report 4/2021")
PASSED_ON = Answer("passed_on", FOUND, "dealer", source="Book 3, page 4")
Peopled = Database


@pytest.fixture(autouse=True)
def honest(peopled_db: Peopled) -> Iterator[None]:
    """A register of the test's own, in which the verifier finds nothing afterwards."""
    yield
    assert differences(peopled_db) == []


def differences(database: Database) -> list[str]:
    """All that the replays and the rows' ties name, as the verifier's role sees it."""
    results = []
    with database.connect("verifier") as reader, reader.cursor() as cursor:
        for replay in all_replays():
            results += [
                f"{difference.kind} {difference.place}: {difference.says}"
                for difference in replay.check(cursor, None)
            ]
        for source in all_sources():
            if source.ties:
                cursor.execute(source.ties.encode(), {"all": True, "objects": []})
                results += [f"{source.name}: {row}" for row in cursor.fetchall()]
    return results


def decided(name: str, proposal: str) -> Any:
    """A yes that carries the act out."""
    return proposals.decide(actor=actor(name), proposal=proposal, verdict="approve")


# Tracing ----------------------------------------------------------------------------------------------------------------


def followed() -> str:
    """A request to another State that was acknowledged: its chain is followed."""
    made = a_request(actor("dave"))
    answering.acknowledge(actor=actor("dave"), request_id=made, reference="BE-1")
    return made


def test_a_request_is_withdrawn_while_a_link_comes_to_it(monkeypatch: Any) -> None:
    dave, made = actor("dave"), followed()
    came = crossing(
        monkeypatch,
        lambda: requests.withdraw(actor=dave, request_id=made, note="Found at home."),
        lambda: chains.note_link(actor=dave, request_id=made, role="maker", said=PASSED_ON),
    )
    assert came == ["done", "Refused"]
    assert not Step.objects.exists()


def test_a_link_comes_while_the_outcome_of_its_request_is_settled(monkeypatch: Any) -> None:
    dave, made = actor("dave"), followed()
    came = crossing(
        monkeypatch,
        lambda: chains.note_link(actor=dave, request_id=made, role="dealer", said=DIVERTED),
        lambda: chains.settle(actor=dave, request_id=made, outcome="attempted_no_result"),
    )
    assert came == ["done", "Refused"]


def test_two_answer_about_one_request_at_once(monkeypatch: Any) -> None:
    """Its figures are those of both links."""
    erin, ivan, made = actor("erin"), actor("ivan"), followed()
    text, other = (
        chains.ask_trader(actor=erin, request_id=made, trader=ivan.agency, role=role)
        for role in ("wholesaler", "dealer")
    )
    came = crossing(
        monkeypatch,
        lambda: chains.answer_question(actor=ivan, step_id=text, said=PASSED_ON),
        lambda: chains.find_nothing_in_book(actor=ivan, step_id=other, failure="no_record"),
        committing=True,
    )
    assert came == ["done", "done"]


# Recoveries -------------------------------------------------------------------------------------------------------------


def test_a_case_is_concluded_while_an_item_of_it_is_linked(monkeypatch: Any) -> None:
    dave, erin = actor("dave"), actor("erin")
    case = a_case(dave, ground="illicit_possession")
    item, arm = an_item(dave, case, "LONE-1"), a_firearm(actor("alice"), "ELSE-2").firearm
    came = crossing(
        monkeypatch,
        lambda: cases.conclude_case(actor=erin, case_id=case, reason="Nothing more."),
        lambda: links.link_item(actor=dave, item_id=item, firearm=arm),
    )
    assert came == ["done", "Refused"]
    assert (Case.objects.get().state, Item.objects.get().state) == ("concluded", "open")


def test_w05_one_exhibit_is_put_on_two_lists_at_once(monkeypatch: Any) -> None:
    dave, erin = actor("dave"), actor("erin")
    item = an_item(dave, a_case(dave, ground="illicit_possession"), "KX4471")
    arms = {item: for_destruction(dave, erin, item)}
    came = crossing(
        monkeypatch,
        lambda: a_batch(dave, arms, name="Spring"),
        lambda: a_batch(dave, arms, name="Summer"),
        committing=True,
    )
    assert came == ["done", "Refused"]
    assert Batch.objects.count() == 1


def test_a_room_is_closed_while_an_exhibit_comes_into_it(monkeypatch: Any) -> None:
    dave, erin = actor("dave"), actor("erin")
    item = an_item(dave, a_case(dave, ground="illicit_possession"), "KX4471")
    room = places.open_place(actor=erin, kind="evidence", name="Evidence room 1")
    came = crossing(
        monkeypatch,
        lambda: custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1"),
        lambda: places.close_place(actor=erin, place_id=room),
        committing=True,
    )
    assert came == ["done", "Refused"]
    assert Place.objects.get().state == "open"


# Hotspots ---------------------------------------------------------------------------------------------------------------


def a_hotspot() -> str:
    """A hotspot of the national police."""
    quentin = actor("quentin")
    content = hotspots.Content("The march", drivers=["technology"], basis="One signal.")
    with transaction.atomic():
        return hotspots.open_hotspot(actor=quentin, alerts=[a_told_alert(quentin)], content=content)


def test_a_hotspot_is_closed_while_a_response_to_it_begins(monkeypatch: Any) -> None:
    quentin, rosa, made = actor("quentin"), actor("rosa"), a_hotspot()
    came = crossing(
        monkeypatch,
        lambda: responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa)),
        lambda: hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="It is over."),
    )
    assert came[0] == "done"
    assert came[1] in ("Refused", "Conflict")
    assert (Hotspot.objects.get().state, Response.objects.get().state) == ("responding", "proposed")


def test_a_response_begins_while_its_hotspot_is_closed(monkeypatch: Any) -> None:
    quentin, rosa, made = actor("quentin"), actor("rosa"), a_hotspot()
    came = crossing(
        monkeypatch,
        lambda: hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="It is over."),
        lambda: responses.propose(actor=rosa, hotspot=made, said=a_proposal(rosa)),
        committing=True,
    )
    assert came == ["done", "Refused"]
    assert not Response.objects.exists()


def test_an_incident_is_revised_while_it_is_joined_with_another(monkeypatch: Any) -> None:
    quentin = actor("quentin")
    a_layer()
    source, other = a_source(), a_source("Observatory", place="near")
    loaded(source, ROWS[:3])
    loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "Medina")])
    pair = Candidate.objects.select_related("other__source").get()
    dropped, external = pair.other.source.public_id, pair.other.external
    came = crossing(
        monkeypatch,
        lambda: incidents.judge(actor=quentin, candidate=pair.pk, verdict="one"),
        lambda: loaded(dropped, [(external, ROWS[0][1], 9.2, 11.3, 5, "Medina")]),
        committing=True,
    )
    assert came == ["done", "done"]


# Licences ---------------------------------------------------------------------------------------------------------------


def test_two_rounds_of_the_same_licences_are_opened_at_once(monkeypatch: Any) -> None:
    alice = actor("alice")
    people(alice, actor("bob"), 3)
    came = crossing(
        monkeypatch, lambda: a_round(alice, after=60), lambda: a_round(alice, after=60), committing=True
    )
    assert came == ["done", "Refused"]
    assert Round.objects.count() == 1


def test_somebody_is_barred_while_their_licence_is_granted(monkeypatch: Any) -> None:
    alice, bob = actor("alice"), actor("bob")
    amina = a_person(alice)
    text = an_application(alice, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    day = applications.today() - dt.timedelta(days=30)
    bar = NewBar("refused", "security", day.isoformat(), "Southern Office", "XX", "R-7", party=amina)
    came = crossing(
        monkeypatch,
        lambda: enter_bar(actor=actor("nina"), new=bar),
        lambda: proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve"),
        committing=True,
    )
    assert came == ["done", "Refused"]
    assert Bar.objects.exists()
    assert not Licence.objects.exists()


def test_one_firearm_is_offered_to_two_at_once(monkeypatch: Any) -> None:
    alice = actor("alice")
    arm = a_firearm(alice).firearm
    buyers = [a_person(alice, name) for name in ("Amina Diallo", "Bea Costa")]

    def offered(buyer: str) -> None:
        offers.make(
            actor=alice, firearm=arm, firearm_n=1, buyer=buyer, transfer="privately_transferred", blind=True
        )

    came = crossing(monkeypatch, lambda: offered(buyers[0]), lambda: offered(buyers[1]), committing=True)
    assert came == ["done", "Refused"]


def suspended(holder: str, *kinds: str) -> list[str]:
    """Licences of one holder; those of which a kind is named are suspended."""
    alice, bob = actor("alice"), actor("bob")
    made = [a_licence(alice, bob, holder, kind) for kind in ("sport", "hunting")]
    for text, kind in zip(made, ("sport", "hunting"), strict=True):
        if kind in kinds:
            licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    return made


def reinstatement(licence: str) -> str:
    """A proposal that a licence is in force again."""
    asked = licences.propose_reinstatement(actor=actor("alice"), licence_id=licence, reason="mended")
    return asked.public_id


def test_two_licences_of_one_holder_are_in_force_again_at_once(monkeypatch: Any) -> None:
    text, other = suspended(a_person(actor("alice")), "sport", "hunting")
    first, second = reinstatement(text), reinstatement(other)
    came = crossing(
        monkeypatch, lambda: decided("bob", first), lambda: decided("bob", second), committing=True
    )
    assert came == ["done", "done"]
    assert not Removal.objects.filter(state="open").exists()


def test_one_licence_is_suspended_while_another_of_its_holder_is_in_force_again(monkeypatch: Any) -> None:
    text, other = suspended(a_person(actor("alice")), "sport")
    asked = reinstatement(text)
    came = crossing(
        monkeypatch,
        lambda: decided("bob", asked),
        lambda: licences.suspend(actor=actor("alice"), licence_id=other, ground="storage", reason="x"),
        committing=True,
    )
    assert came == ["done", "done"]
    assert Removal.objects.filter(state="open").count() == 1


# The community ----------------------------------------------------------------------------------------------------------


def test_the_last_two_who_moderate_a_space_leave_it_at_once(monkeypatch: Any) -> None:
    give_roles()
    for name in ("dave", "erin"):
        admitted(name)
    space = a_space("thematic", moderator="dave").public_id
    rooms.invite(actor=actor("dave"), space=space, member=member("erin").public_id, role="moderator")
    came = crossing(
        monkeypatch,
        lambda: rooms.leave_space(actor=actor("dave"), space=space),
        lambda: rooms.leave_space(actor=actor("erin"), space=space),
        committing=True,
    )
    assert came == ["done", "Refused"]
    assert Seat.objects.filter(space=space, role="moderator").exclude(state="left").count() == 1


def test_one_decision_lets_be_read_what_another_one_hides_at_once(monkeypatch: Any) -> None:
    give_roles()
    for name in ("dave", "erin", "heidi", "alice", "oscar", "frank"):
        admitted(name)
    space = a_space("thematic", moderator="dave")
    for name in ("erin", "heidi"):
        rooms.invite(
            actor=actor("dave"), space=space.public_id, member=member(name).public_id, role="moderator"
        )
    post = a_post("alice", a_topic("oscar", space))
    text, other = (
        moderation.report_post(actor=actor(name), post=post.public_id, ground="spam").public_id
        for name in ("oscar", "frank")
    )
    moderation.hide(actor=actor("dave"), report_id=text, note="It sells something.")
    moderation.appeal(actor=actor("alice"), report_id=text, note="It does not.")
    came = crossing(
        monkeypatch,
        lambda: moderation.hear_appeal(actor=actor("erin"), report=text, uphold=False),
        lambda: moderation.hide(actor=actor("heidi"), report_id=other, note="It sells something."),
        committing=True,
    )
    assert came == ["done", "done"]
    assert Post.objects.get(pk=post.pk).state == "hidden"


# Accounts ---------------------------------------------------------------------------------------------------------------


def revocation(name: str) -> str:
    """A proposal to take somebody's role."""
    made = grants.propose_revocation(
        actor=actor("ken"), grant=cast.user(name).grants.get().pk, reason="retires", understood=True
    )
    return made.public_id


def grant(role: str, agency: str, user: str = "mallory") -> str:
    """A proposal to give somebody a role."""
    values = {"user": cast.user(user).public_id, "role": role, "agency": cast.agency(agency).public_id}
    return grants.propose_grant(actor=actor("ken"), reason="joins", **values).public_id


def test_an_agency_is_renamed_while_it_moves(monkeypatch: Any) -> None:
    works = cast.agency("works").public_id
    name, area = (
        agencies.propose_change(actor=actor("ken"), agency=works, reason="c", **values).public_id
        for values in ({"name": "Works & Sons"}, {"area": "XX-1"})
    )
    came = crossing(
        monkeypatch, lambda: decided("laura", name), lambda: decided("oscar", area), at="accounts.agency"
    )
    assert came == ["done", "done"]
    agency = Agency.objects.get(public_id=works)
    assert (agency.name, agency.area) == ("Works & Sons", "XX-1")


def test_a_role_is_taken_while_it_decides(monkeypatch: Any) -> None:
    taken, asked = revocation("oscar"), grant("licensing_clerk", "province")
    came = crossing(
        monkeypatch, lambda: decided("laura", taken), lambda: decided("oscar", asked), at="accounts.revoke"
    )
    assert came == ["done", "Forbidden"]


def test_the_last_two_security_officers_take_each_others_role_at_once(monkeypatch: Any) -> None:
    text, other = revocation("oscar"), revocation("laura")
    came = crossing(
        monkeypatch, lambda: decided("laura", text), lambda: decided("oscar", other), at="accounts.revoke"
    )
    assert came[0] == "done"
    assert came[1] in ("Refused", "Forbidden")


def test_one_person_is_given_two_roles_at_once_that_exclude_each_other(monkeypatch: Any) -> None:
    text, other = grant("administrator", "province"), grant("security_officer", "province")
    came = crossing(
        monkeypatch, lambda: decided("laura", text), lambda: decided("oscar", other), committing=True
    )
    assert came == ["done", "Refused"]
    assert cast.user("mallory").grants.count() == 1


# Parties ----------------------------------------------------------------------------------------------------------------


def erasure(party: str) -> str:
    """A proposal to erase a name."""
    asked = propose_erasure(
        actor=actor("bob"),
        public_id=party,
        fields=["name"],
        ground="court_order",
        reason="a court ordered it",
    )
    return asked.public_id


def corrected(party: str) -> None:
    """A name that is given anew."""
    correct_party(actor=actor("alice"), public_id=party, values={"name": "Amina Diop"}, reason="misread")


def test_a_name_is_given_anew_while_it_is_erased(monkeypatch: Any) -> None:
    amina = a_person(actor("alice"))
    asked = erasure(amina)
    came = crossing(
        monkeypatch, lambda: decided("nina", asked), lambda: corrected(amina), at="parties.erased"
    )
    assert came in (["done", "done"], ["done", "Conflict"])


def test_a_name_is_erased_while_it_is_given_anew(monkeypatch: Any) -> None:
    amina = a_person(actor("alice"))
    asked = erasure(amina)
    came = crossing(monkeypatch, lambda: corrected(amina), lambda: decided("nina", asked))
    assert came == ["done", "done"]
    assert Party.objects.get(public_id=amina).name == "Amina Diop"


# The registry -----------------------------------------------------------------------------------------------------------


def test_three_records_are_not_joined_to_a_ring() -> None:
    """Three who join three records at once, each to the next: one of them at least is told that it is joined already."""
    alice, bob = actor("alice"), actor("bob")
    made = [
        a_firearm(alice, serial, identity={"make": "beretta", "model": "beretta/px4"}).firearm
        for serial in ("PX4-777", "PX4777", "PX4 777")
    ]
    keys = dict(Firearm.objects.values_list("public_id", "id"))
    ring = list(zip(made, [*made[1:], made[0]], strict=True))
    note_pairs([Pair(keys[text], keys[other], 90, []) for text, other in ring])
    pairs = {
        frozenset({duplicate.older, duplicate.newer}): duplicate.public_id
        for duplicate in duplicates_for(bob)
    }
    written, values = threading.Barrier(3), []

    def join(text: str, other: str) -> None:
        try:
            with transaction.atomic():
                decide_duplicate(
                    actor=bob, duplicate=pairs[frozenset({text, other})], verdict="same", survivor=other
                )
                with suppress(threading.BrokenBarrierError):
                    written.wait(LONG)
            values.append("done")
        except IfarError as error:
            values.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=row) for row in ring]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Firearm.objects.filter(merged_into="").exists(), values
