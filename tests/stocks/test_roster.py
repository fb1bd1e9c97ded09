"""Armouries and the roster: somebody takes an armoury over and counts it in time, officers may carry or not, by service, database and page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.errors import Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import settle_found
from ifar.stocks.fitness import unfit
from ifar.stocks.models import Armoury, Officer
from ifar.stocks.services import armouries, roster
from ifar.stocks.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.conftest import sign_in
from tests.placement.making import a_place
from tests.stocks.making import a_counter, an_armoury, an_officer, in_days, issued, staffed, works_at

pytestmark = pytest.mark.django_db


def test_a_new_officer_in_charge_counts_within_the_term_or_it_is_a_matter():
    mallory, rosa = staffed()
    with pytest.raises(Forbidden):
        armouries.take_over(actor=mallory, place="Z", charge=rosa.id, since=today())
    shelf = a_place(mallory, "Shelf")
    for wrong in ({"place": shelf}, {"charge": cast.user("dave").public_id, "place": shelf}):
        with pytest.raises(Invalid):
            armouries.take_over(actor=rosa, **{"charge": rosa.id, "since": today(), **wrong})
    with pytest.raises(Refused):
        an_armoury(mallory, rosa, "Tomorrow's", since=in_days(1))
    sets = {"charge": rosa.id, "since": today(), "count_due": in_days(30), "standing_order": ""}
    seen = {"days": 30, "day": today().isoformat()}
    with (
        without_guards(RECORDER),
        pytest.raises(Refused, match="open store"),
        transaction.atomic(),
    ):
        RECORDER.record(rosa, "armoury", "taken_over", shelf, changes=sets, seen=seen)
    made = an_armoury(mallory, rosa, since=in_days(-31))
    assert Armoury.objects.get().count_due == in_days(-1)
    assert [armouries.raise_uncounted(today()) for _ in range(2)] == [1, 0]
    late = Matter.objects.get()
    settle_found(
        rosa, made, f"{armouries.UNCOUNTED} {Armoury.objects.get().n}", "explained", "Nobody was there."
    )
    after = late.due_on + dt.timedelta(days=1)
    assert late.about == made
    assert [armouries.raise_uncounted(day) for day in (late.due_on, after, after)] == [0, 1, 0]
    page = sign_in("rosa").get("/stocks/").content.decode()
    assert "Overdue" in page
    # Whoever is in charge already does not move the day.
    armouries.change_charge(actor=rosa, armoury_id=made, charge=rosa.id, since=today())
    assert Armoury.objects.get().count_due == in_days(-1)
    # Another one takes over: the term begins anew.
    values = {"charge": mallory.id, "since": today().isoformat(), "standing_order": "SO-2"}
    assert sign_in("rosa").post(f"/stocks/armouries/{made}/acts/taken_over/", values).status_code == 302
    armoury = Armoury.objects.get()
    assert (armoury.charge, armoury.count_due, armoury.standing_order) == (mallory.id, in_days(30), "SO-2")
    assert armouries.raise_uncounted(in_days(30)) == 0


def test_an_officer_carries_while_trained_and_healthy_and_not_suspended():
    mallory, rosa = staffed()
    made = an_officer(mallory, trained_until=in_days(0), account=rosa.id)

    def why(day: dt.date) -> list[str]:
        return unfit(Officer.objects.get(public_id=made), day)

    assert [why(in_days(days)) for days in (0, 1, 101)] == [[], ["training"], ["training", "medical"]]
    roster.note_checks(actor=mallory, officer_id=made, trained_until=in_days(300), medical_until=in_days(300))
    roster.suspend_officer(actor=mallory, officer_id=made, ground="inquiry", suspended_until=in_days(5))
    assert [why(in_days(days)) for days in (5, 6)] == [["suspended"], []]
    roster.reinstate_officer(actor=mallory, officer_id=made)
    assert why(today()) == []
    with pytest.raises(Refused):
        roster.reinstate_officer(actor=mallory, officer_id=made)
    for wrong in (
        {"number": "n-1 00"},
        {"number": "N-7", "account": rosa.id},
        {"number": "N-7", "account": "U"},
    ):
        with pytest.raises(Invalid):
            an_officer(mallory, **wrong)
    with pytest.raises(Invalid):
        roster.note_checks(actor=mallory, officer_id=made, trained_until=in_days(5000))
    browser = sign_in("mallory")
    for text in ("haddad", "N-100", made):
        assert "Sami Haddad" in browser.get("/stocks/roster/", {"q": text}).content.decode()
    page = browser.get(f"/stocks/roster/{made}/").content.decode()
    assert "N-100" in page
    # What names them stands in no entry of the log.
    kept = RECORDER.acts.records["officer"].words
    acts = [act for act in RECORDER.acts.acts.values() if act.record_type == "officer"]
    assert {name for act in acts for name in act.columns}.isdisjoint(kept)
    roster.officer_left(actor=mallory, officer_id=made, ground="retired")
    assert an_officer(mallory, "Omar Aziz") != made


def test_each_read_of_an_officer_is_logged_with_its_purpose_and_told_to_whom_it_concerns():
    at = a_counter()
    armourer, chief = sign_in("mallory"), sign_in("rosa")
    works_at("quentin", "armourer", cast.agency("harbour"))
    own = roster.enrol(
        actor=at.chief, name="Quentin Said", number="N-7", account=cast.user("quentin").public_id
    )
    made = issued(at)

    def acts(about: str) -> list[str]:
        rows = ReadLog.objects.filter(object=about).order_by("id")
        assert {row.purpose for row in rows} <= {"stock"}
        return list(rows.values_list("act", flat=True))

    before = len(acts(at.officer))
    for address in (
        "/stocks/roster/", f"/stocks/roster/{at.officer}/", f"/stocks/issues/{made}/", "/api/stocks/officers",
        f"/api/stocks/officers/{at.officer}",
    ):  # fmt: skip
        assert "Sami" in armourer.get(address).content.decode(), address
    assert acts(at.officer)[before:] == [
        "stocks.roster.list", "stocks.officer.read", "stocks.roster.named", "stocks.roster.named", "stocks.roster.list",
        "stocks.officer.read",
    ]  # fmt: skip
    # Whoever has an account finds it on their own page, the officer in charge gives it to whoever has none.
    assert acts(own) == acts(cast.user("quentin").public_id) != []
    assert "Who read about me" in sign_in("quentin").get("/me/reads/").content.decode()
    assert "Who read this" in chief.get(f"/stocks/roster/{at.officer}/").content.decode()
    assert "Who read this" not in armourer.get(f"/stocks/roster/{at.officer}/").content.decode()
    # Without a purpose nothing is read, and nobody is named beside what they have.
    shifts.end(actor=at.armourer)
    assert armourer.get("/stocks/roster/").url.startswith("/me/purpose/")
    assert armourer.get(f"/api/stocks/officers/{own}").status_code == 409
    shown = armourer.get(f"/stocks/issues/{made}/")
    assert (shown.status_code, "Sami" in shown.content.decode()) == (200, False)
    assert "Officers are named once" in shown.content.decode()
