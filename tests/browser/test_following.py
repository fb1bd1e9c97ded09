"""Rounds, visits, faults, moves, reminders and letters as a person meets them: no barriers, nothing cut off, in English and Arabic."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from ifar.licensing import inspection, reminder_delivery
from ifar.licensing.models import Licence, Move, Reminder, Removal, Round, Visit
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import applications, licences, reminders, rounds, visits
from ifar.outbox import services as outbox
from ifar.parties.services import NewParty, move_party, register_party
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.browser.conftest import Visitor, follow
from tests.browser.looking import PICTURES, look_through
from tests.databases import ground
from tests.factories import a_firearm, a_licence, a_person

CONTACT = "P.O. Box 12, Kestria City"
NAMES = ("Amina Diallo", "يوسف بن علي الحداد", "Marie-Claire de Montmorency-Laval", "Амина Петрова")


@pytest.fixture(autouse=True)
def by_letter(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """A country that reminds on paper."""
    settings.IFAR_REMINDER_CONTACT, settings.IFAR_SMS_SPOOL = CONTACT, ""
    monkeypatch.setattr(reminder_delivery, "sends_mail", lambda: False)


@pytest.fixture(scope="module")
def filled(
    databases, peopled_template, django_db_setup, django_db_blocker
) -> Iterator[tuple[str, dict[str, str]]]:
    """Name of a database in which all that happened, to be copied, and where what is: the tests' own copies are made of it."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        override_settings(IFAR_REMINDER_CONTACT=CONTACT, IFAR_SMS_SPOOL=""),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(reminder_delivery, "sends_mail", lambda: False)
        result = much_that_happened()
        with django_db_blocker.block():
            yield database.name, result


@pytest.fixture
def origin(filled: tuple[str, dict[str, str]]) -> str:
    return filled[0]


@pytest.fixture
def followed(filled: tuple[str, dict[str, str]]) -> dict[str, str]:
    return filled[1]


def much_that_happened() -> dict[str, str]:
    """A drawn round half visited with a fault, another that waits, a move that was late, reminders in every state, a removal."""
    alice, bob, dave, nina = (cast.actor(name) for name in ("alice", "bob", "dave", "nina"))
    address = {
        "country": "FR",
        "area": "FR-13",
        "lines": ["1, quai Vieux", "13001 Marseille"],
        "valid_from": "2020-01-01",
    }
    held = []
    for name in NAMES:
        who = register_party(
            actor=alice, new=NewParty("person", {"name": name}, address if name != NAMES[3] else {})
        )
        held.append(a_licence(alice, bob, who))
    day = applications.today()
    values = {"actor": alice, "number": 4, "period_from": day, "period_to": day + dt.timedelta(days=30)}
    # Seconds ahead, as the database refuses a moment that has come when the act is written; on a busy machine that is not at once.
    moment = timezone.now() + dt.timedelta(seconds=5)
    drawn = rounds.open_round(kinds=["sport"], beacon="State lottery of Kestria", seed_after=moment, **values)
    collector = a_licence(alice, bob, a_person(alice, "Grace Obi"), kind="collector", quota=5)
    frozen = rounds.open_round(kinds=["collector"], **values)
    while timezone.now() <= Round.objects.get(public_id=drawn).seed_after:
        time.sleep(0.1)
    planned = rounds.draw_round(actor=alice, round_id=drawn, value="07-12-19-23-31-44 bonus 02")
    answers = {item.code: "good" for item in inspection.items_for(items(), "sport")}
    visits.record(
        actor=dave, visit_id=planned[0], answers={**answers, "keys_apart": "fault", "safe_locked": "fault"}
    )
    visits.record(actor=dave, visit_id=planned[1], answers=answers, note="By appointment.")
    visits.miss(actor=dave, visit_id=planned[2])
    ends = Licence.objects.get(public_id=held[0]).valid_to
    with pytest.MonkeyPatch.context() as later:
        later.setattr(reminders, "today", lambda: ends - dt.timedelta(days=20))
        reminders.plan()
    batch = reminders.print_letters(actor=alice)
    gun = a_firearm(alice, "QX7781", owner=Licence.objects.get(public_id=held[2]).holder).firearm
    licences.suspend(actor=alice, licence_id=held[2], ground="storage", reason="open safe")
    event = NewEvent("deposited", {"ground": "suspended", "depositary": a_person(alice, "Depot")})
    record_event(actor=alice, firearm=gun, event=event)
    move_party(
        actor=alice,
        public_id=Licence.objects.get(public_id=held[0]).holder,
        address={
            "country": "FR",
            "area": "FR-13",
            "lines": ["9, quai Neuf"],
            "valid_from": str(day - dt.timedelta(days=45)),
        },
        reported_by="holder",
    )
    while outbox.deliver():
        pass
    assert collector
    assert nina
    return {
        "drawn": drawn,
        "frozen": frozen,
        "visit": planned[2],
        "visited": planned[0],
        "finding": Visit.objects.get(why="finding").finding,
        "move": Move.objects.get().public_id,
        "unreached": Reminder.objects.filter(state="unreached").first().public_id,
        "letter": Reminder.objects.filter(state="printed").first().public_id,
        "batch": batch,
        "removal": Removal.objects.get().public_id,
        "person": Licence.objects.get(public_id=held[0]).holder,
    }


PAGES = {
    "home": "/",
    "rounds": "/licensing/rounds/",
    "round-new": "/licensing/rounds/new/",
    "round": "/licensing/rounds/{drawn}/",
    "round-frozen": "/licensing/rounds/{frozen}/",
    "visits": "/licensing/visits/",
    "faults": "/licensing/visits/?list=faults",
    "visit": "/licensing/visits/{visit}/",
    "visited": "/licensing/visits/{visited}/",
    "finding": "/licensing/findings/{finding}/",
    "moves": "/licensing/moves/?list=late",
    "move": "/licensing/moves/{move}/",
    "reminders": "/licensing/reminders/",
    "letters": "/licensing/reminders/?list=letters",
    "unreached": "/licensing/reminders/{unreached}/",
    "reminder": "/licensing/reminders/{letter}/",
    "batch": "/licensing/reminders/letters/{batch}/",
    "removal": "/licensing/removals/{removal}/",
    "address": "/parties/{person}/address/",
    "correct": "/parties/{person}/correct/",
}


def test_every_page_is_without_barriers_and_nothing_is_cut_off(visitor, followed):
    """Nina heads another office: she granted none of these licences, and may record the visits."""
    pages = {name: path.format(**followed) for name, path in PAGES.items()}
    look_through(visitor, {"alice": pages}, "following")


def test_a_visit_is_recorded_by_hand_at_the_storage(visitor, followed):
    at: Visitor = visitor("dave", width=390)
    page = at.open(f"/licensing/visits/{followed['visit']}/")
    for item in inspection.items_for(items(), "sport"):
        page.locator(f"[name=answers-{item.code}][value=good]").check()
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / "visit-dave-en-390.png"), full_page=True)
    follow(page.get_by_role("button", name="Record the visit"))
    page.get_by_text("All in order").first.wait_for()
    assert Visit.objects.get(public_id=followed["visit"]).result == "passed"
    assert at.complaints == []


def test_letters_are_one_accessible_file(visitor, followed):
    at: Visitor = visitor("alice")
    at.page.goto(f"{at.site}/licensing/reminders/letters/{followed['batch']}/letters.pdf")
    with at.page.expect_download() as taking:
        at.page.get_by_role("button", name="Export").click()
    data = Path(taking.value.path()).read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/MarkInfo" in data
    if PICTURES:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        for number in (0, len(document) - 1):
            document[number].render(scale=1.2).to_pil().save(Path(PICTURES) / f"letter-{number}.png")
