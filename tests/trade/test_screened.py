"""Sanctions lists as part of the register: loaded, asked, decided; they hold the gate at the service and, past it, at the database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.parties.services import NewParty, register_party
from ifar.trade.models import Authorisation, Match, Watchlist
from ifar.trade.screening import screened
from ifar.trade.screening.matching import VERSION
from ifar.trade.screening.services import screening
from ifar.trade.services import abroad, authorisations, deciding
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.databases import told_once
from tests.trade.making import DAY, a_list, a_party, granted, ready

HEADING = "reference,name,aliases,kind,state,born\n"
OSTREV = "Q1,Anatoly Gavrilovich Ostrevsky,Анатолий Островский;Tolya the Baltic,individual,SE,1961\n"
NORDVAST = "Q2,Nordvast Handels AB,NVH,entity,SE,\n"
OTHERS = "".join(f"Z{n},Qadim Zurabov{'abcdefghij'[n]}idze Tel{n},,individual,,\n" for n in range(3))


def loaded(rows=OSTREV + NORDVAST + OTHERS, code="national", **said):
    """A list that two people decided."""
    return a_list((HEADING + rows).encode(), code, **said)


def proposed(actor, **said):
    """A version of a list that waits for another person."""
    known = {"content": (HEADING + OSTREV).encode(), "code": "national", "title": "Invented list"}
    return screening.propose_list(actor=actor, reason="New.", **{**known, **said})


def test_a_load_is_a_version_and_says_who_came_and_who_went(peopled_db):
    first = loaded()
    assert (first.entries, first.added, first.gone) == (5, 5, 0)
    with pytest.raises(Invalid, match=r"in use already\.$"):
        loaded()
    second = loaded(OSTREV + "Q3,Somebody Newly Listed,,individual,,\n")
    assert second.public_id == first.public_id
    assert (second.entries, second.added, second.gone) == (2, 1, 4)
    watchlist = Watchlist.objects.get()
    assert (watchlist.n, watchlist.entries, watchlist.state) == (2, 2, "current")
    newest, oldest = screened.versions_of(watchlist)
    assert [item["ref"] for item in newest["came"]] == ["Q3"]
    assert sorted(item["ref"] for item in newest["went"]) == ["Q2", "Z0", "Z1", "Z2"]
    assert (oldest["entries"], len(oldest["digest"])) == (5, 64)
    assert [item["states"] for item in watchlist.listed] == [["SE"], []]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"content": b"name\n"}, "trade.list.empty"),
        ({"content": b"nome\nx\n"}, "trade.list.columns"),
        ({"content": b"\xff\xfename\nx\n"}, "trade.list.encoding"),
        ({"content": b"name\n\nreference,x\n,\n" + b",\n"}, "trade.list.twice"),
        ({"code": "Not a code"}, "trade.list.code"),
        ({"columns": "name"}, "trade.list.mapping"),
        ({"columns": "name=Nombre"}, "trade.list.column"),
        ({"title": ""}, "trade.list.title"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(peopled_db, said, code):
    if code == "trade.list.twice":
        said = {"content": b"reference,name\n1,x\n1,y\n"}
    with pytest.raises(Invalid) as refused:
        proposed(cast.actor("carol"), **said)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert str(refused.value.reasons[0].message).endswith(".")


def test_a_list_counts_once_another_person_decided(peopled_db, carol, bob):
    asked = proposed(carol)
    assert not Watchlist.objects.exists()
    assert screened.versions() == {}
    with pytest.raises(Conflict):
        proposed(carol, content=(HEADING + NORDVAST).encode())
    with pytest.raises(Forbidden):
        proposals.decide(actor=carol, proposal=asked.public_id, verdict="approve")
    assert not Watchlist.objects.exists()
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    watchlist = Watchlist.objects.get()
    assert (watchlist.public_id, watchlist.state, watchlist.entries) == (asked.object, "current", 1)
    ends = screening.propose_end(actor=carol, watchlist_id=watchlist.public_id, reason="Repealed.")
    assert screened.versions() == {watchlist.public_id: 1}
    proposals.decide(actor=bob, proposal=ends.public_id, verdict="refuse", reason="It is in force.")
    assert Watchlist.objects.get().state == "current"
    ends = screening.propose_end(actor=carol, watchlist_id=watchlist.public_id, reason="Repealed.")
    proposals.decide(actor=bob, proposal=ends.public_id, verdict="approve")
    assert Watchlist.objects.get().state == "ended"


def test_what_is_decided_is_the_list_that_was_proposed(peopled_db, carol, bob, monkeypatch):
    """Nobody ends, loads or swaps a list past the service."""
    asked = proposed(carol)
    details = asked.payload["details"]
    sets = {name: value for name, value in details.items() if name != "columns"}
    own = {"changes": sets, "details": details, "personal": {"listed": []}}
    for values in (own, {**own, "proposal": asked.public_id}):
        with pytest.raises((Refused, IntegrityError)), transaction.atomic():
            RECORDER.record(bob, "watchlist", "loaded", asked.object, **values)
    read = screening.entries_of

    def swapped(content, columns):
        result, entries = read(content, columns)
        return result, [{**entry, "names": [{"name": "Nobody", "as": "primary"}]} for entry in entries]

    with monkeypatch.context() as patch:
        patch.setattr(screening, "entries_of", swapped)
        with pytest.raises(Conflict), transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        patch.setattr(screened, "digest_of", lambda _entries: details["listed_digest"])
        with pytest.raises(Refused), transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    with pytest.raises((Refused, IntegrityError)), transaction.atomic():
        RECORDER.record(bob, "watchlist", "ended", Watchlist.objects.get())


def a_broker_of_a_list():
    """An application, ready to be granted, that names somebody of a list as its broker."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    loaded()
    broker = a_party(alice, name="OSTREVSKY, Anatoliy", deals=["broker"])
    made, _consignee, _papers = ready(alice, bob, broker=broker)
    return made, broker


told = told_once(a_broker_of_a_list)


@pytest.fixture
def named(told, peopled_db):
    return told.made


def test_an_open_match_holds_the_grant_at_the_service_and_at_the_database(named, alice, bob, monkeypatch):
    made, broker = named
    match = Match.objects.get()
    assert (match.party, match.ref, match.state) == (broker, "Q1", "open")
    assert match.told["asked"] == "OSTREVSKY, Anatoliy"
    assert ["Anatoliy", "Anatoly", "spelling"] in match.told["words"]
    assert "state.same" in match.told["says"]
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.match"]
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "against", lambda *_asked: [])
        with pytest.raises(Refused) as refused, transaction.atomic():
            granted(alice, bob, made)
        assert refused.value.code == "trade.gate.match"
    screening.decide(actor=bob, match_id=match.public_id, verdict="same", reason="Passport seen.")
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.listed"]
    screening.decide(
        actor=alice, match_id=match.public_id, verdict="another", reason="Born in 1990, passport seen."
    )
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get(public_id=made)
    assert authorisation.screened == {"by": VERSION, match.watchlist: 1}
    assert screened.flagged([authorisation]) == set()


def test_whoever_decided_of_a_match_does_not_approve(named, alice, bob, monkeypatch):
    """A list that comes between proposal and approval leaves nobody alone with both."""
    made, _broker = named
    match = Match.objects.get()
    screening.decide(actor=alice, match_id=match.public_id, verdict="another", reason="Passport seen.")
    asked = deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason="Complete."
    )
    again = loaded(OSTREV.replace("1961", "1962") + NORDVAST + OTHERS)
    assert screening.ask_again(again.public_id) == (1, 0)
    screening.decide(actor=bob, match_id=match.public_id, verdict="another", reason="Passport seen.")
    with pytest.raises(Refused) as refused:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.decided_by_you"]
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "against", lambda *_asked: [])
        with pytest.raises(Refused) as refused, transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert refused.value.code == "trade.gate.decided_by_you"
    screening.decide(actor=alice, match_id=match.public_id, verdict="same", reason="Looked again.")
    screening.decide(
        actor=alice, match_id=match.public_id, verdict="another", reason="And again: another one."
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get(public_id=made).state == "in_force"


@pytest.mark.parametrize("what", ["entry", "name", "back"])
def test_a_decision_about_somebody_else_does_not_open_the_gate_of_the_database(
    named, alice, bob, monkeypatch, what
):
    """An entry that changed, a party that is called otherwise since, and an entry that went and came back: nobody was asked anew."""
    made, broker = named
    screening.decide(
        actor=alice, match_id=Match.objects.get().public_id, verdict="another", reason="Passport seen."
    )
    monkeypatch.setattr(screening, "screen", lambda *_asked: [])
    monkeypatch.setattr(screening, "screen_party", lambda *_asked: None)
    if what == "entry":
        loaded(OSTREV.replace("1961", "1990"))
    elif what == "name":
        with transaction.atomic():
            known = {"country": "SE", "deals": ["broker"], "number": "SE-4711"}
            abroad.change_party(actor=alice, party_id=broker, name="Anatoly OSTREVSKI", **known)
    else:
        gone = loaded(NORDVAST)
        assert screening.ask_again(gone.public_id) == (0, 1)
        loaded(OSTREV)
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.asked_anew"]
    monkeypatch.setattr(deciding, "against", lambda *_asked: [])
    with pytest.raises(Refused) as refused, transaction.atomic():
        granted(alice, bob, made)
    assert refused.value.code == "trade.gate.asked_anew"


def test_nobody_abroad_is_without_a_name(peopled_db, alice):
    sets = {"country": "SE", "deals": ["buyer"], "number": "1"}
    for who in ({"name": " "}, {"address": "Here"}):
        with pytest.raises(Refused), transaction.atomic():
            RECORDER.record(alice, "party", "entered", changes=sets, personal={"who": who})


def test_a_grant_says_of_which_lists_its_names_were_asked(peopled_db, alice, bob, monkeypatch):
    made, _consignee, _papers = ready(alice, bob)
    loaded()
    # The worker has not asked yet, and nobody whom it names is on the list.
    asked = deciding.propose_grant(
        actor=alice, authorisation_id=made, valid_from=today(), valid_to=today() + DAY, reason="Complete."
    )
    loaded(OSTREV)
    with monkeypatch.context() as patch:
        patch.setattr(screened, "versions", dict)
        with pytest.raises(Refused) as refused, transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert refused.value.code == "trade.gate.asked_anew"
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Authorisation.objects.get(public_id=made).screened == {"by": VERSION, **screened.versions()}


def test_a_list_that_is_loaded_later_flags_what_is_open_and_what_is_in_force(peopled_db, alice, bob):
    consignee = a_party(alice, name="Nordvast Handels AB")
    made, _c, _papers = ready(alice, bob)
    other = authorisations.draft(
        actor=alice, kind="export", from_state="XX", into_state="SE", purpose="sale", consignee=consignee
    )
    person = register_party(
        actor=alice, new=NewParty(kind="person", values={"name": "Anatoly Ostrevsky", "born": "1961-03-04"})
    )
    held = authorisations.draft(
        actor=alice, kind="export", from_state="XX", into_state="SE", purpose="sale", applicant=person
    )
    granted(alice, bob, made)
    first = loaded(NORDVAST + OSTREV.replace("SE", "NO"))
    assert screening.ask_again(first.public_id) == (2, 0)
    assert screening.ask_again(first.public_id) == (0, 0)
    rows = {authorisation.public_id: authorisation for authorisation in Authorisation.objects.all()}
    assert screened.flagged(rows.values()) == {other, held}
    assert not Matter.objects.exists()
    assert "born.same" in Match.objects.get(party=person).told["says"]
    # Whoever is on the list from now on is named by what is in force already.
    name = abroad.open_party(alice, rows[made].consignee).name
    second = loaded(NORDVAST + OSTREV + f"Q9,{name},,,,\n")
    assert screening.ask_again(second.public_id) == (1, 0)
    assert made in screened.flagged([rows[made]])
    matter = Matter.objects.get()
    match = Match.objects.get(ref="Q9")
    assert (matter.about, matter.cause, matter.kind) == (made, f"trade.listed {match.public_id}", "listed")
    screening.decide(
        actor=alice, match_id=match.public_id, verdict="another", reason="Another firm of the same name."
    )
    assert Matter.objects.get().state == "closed"
    # What was decided is asked again when the entry says something else; what is gone from the list lapses.
    third = loaded(f"Q9,{name},Norrland Weapons,,,\n")
    assert screening.ask_again(third.public_id) == (1, 2)
    assert Match.objects.get(ref="Q9").standing == "open"
    assert set(Match.objects.exclude(ref="Q9").values_list("state", flat=True)) == {"lapsed"}
    asked = screening.propose_end(actor=cast.actor("carol"), watchlist_id=third.public_id, reason="Repealed.")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert screening.ask_again(third.public_id) == (0, 1)
    assert screened.flagged(rows.values()) == set()


def test_whoever_grants_is_told_that_what_held_it_left_the_list(named, alice, bob):
    """Others decide about lists: that a match went with its entry is a matter of the office."""
    made, _broker = named
    match = Match.objects.get()
    screening.decide(actor=alice, match_id=match.public_id, verdict="same", reason="Passport seen.")
    gone = loaded(NORDVAST)
    with pytest.raises(Refused):
        granted(alice, bob, made)  # the worker has not asked yet
    assert screening.ask_again(gone.public_id) == (0, 1)
    matter = Matter.objects.get()
    assert (matter.about, matter.kind, matter.cause) == (made, "listed", f"trade.delisted {match.public_id}")
    assert (matter.agency.public_id, matter.compartment) == (alice.agency, "civilian")


def test_what_happens_to_a_match_is_said_by_the_list_alone(named, alice):
    match = Match.objects.get()
    with pytest.raises(Refused), transaction.atomic():
        RECORDER.record(screening.JOB, "match", "lapsed", match)
    sets = {"party": match.party, "watchlist": match.watchlist, "ref": "Q77", "score": 99}
    with pytest.raises(Refused), transaction.atomic():
        RECORDER.record(alice, "match", "found", changes=sets)
    with pytest.raises(Conflict), transaction.atomic():
        RECORDER.record(alice, "match", "found", changes={**sets, "ref": "Q1"})
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE trade_match SET state = 'another'")


def test_another_office_neither_sees_nor_decides_a_match(named, nina, bob):
    match = Match.objects.get()
    with pytest.raises(NotFound):
        screening.open_match(nina, match.public_id)
    with pytest.raises(NotFound):
        screening.decide(actor=nina, match_id=match.public_id, verdict="another", reason="x")
    with pytest.raises(Forbidden):
        proposed(bob)
    with pytest.raises(Invalid):
        screening.decide(actor=bob, match_id=match.public_id, verdict="another", reason="")


def test_a_name_is_asked_without_being_kept(named, alice):
    hits = screening.ask(alice, name="Анатолий Островский")
    assert [(watchlist.code, hit.entry["ref"]) for watchlist, hit in hits] == [("national", "Q1")]
    assert screening.ask(alice, name="Anatoly Petrenko", country="SE") == []
    assert Match.objects.count() == 1
