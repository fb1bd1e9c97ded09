"""Yearly returns computed from recoveries: the figures, the rows behind them, the file, and what two people freeze."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals
from ifar.accounts.services.proposals import decide
from ifar.errors import Conflict, Forbidden, NotFound, Refused
from ifar.recoveries import categories, figures
from ifar.recoveries.services import case_persons, items
from ifar.registry import occurred
from ifar.returns import selectors, services
from ifar.returns.models import Edition
from ifar.returns.official import TYPES, UNIQUE, Cell, Key
from ifar.returns.open_data import publishing
from ifar.returns.questionnaire_labels import tables_of
from ifar.returns.reading import read_returns
from ifar.rights import Actor
from tests import cast
from tests.factories import a_case, an_item
from tests.logs import ORIGIN, Log

YEAR = 2025


def on(day: int) -> dict[str, object]:
    return {"occurred": occurred.day(dt.date(YEAR, 3, day), "UTC")}


def a_year(dave: Actor) -> list[str]:
    """Two seizures with three arms, a part and rounds; one surrender; a case of the year before."""
    first = a_case(dave, ground="illicit_possession", location="national_territory", offences=["drug_trafficking"], **on(1))  # fmt: skip
    results = [an_item(dave, first, "AB71234", marking="unique", condition="industrial")]
    results.append(
        an_item(dave, first, None, identity={"type": "shotgun"}, marking="none", condition="assembled")
    )
    second = a_case(dave, ground="illicit_use", location="airports", **on(2))
    results.append(an_item(dave, second, "ZZ1", identity={"type": "revolver"}, marking="altered", condition="industrial"))  # fmt: skip
    an_item(dave, second, None, kind="ammunition", quantity=50, identity={"calibre": "9x19"})
    third = a_case(dave, "surrendered", **on(3))
    results.append(an_item(dave, third, None, identity={"type": "pistol"}))
    old = a_case(dave, occurred=occurred.day(dt.date(YEAR - 1, 12, 31), "UTC"))
    an_item(dave, old, "OLD1")
    return results


def figure(actor, indicator, block, category):
    for item in selectors.yearly_return(actor, YEAR).blocks:
        if (item.indicator, item.name) == (indicator, block):
            return {line.category: line.value for line in item.lines}[category]
    raise AssertionError((indicator, block))


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["iafq", "poa"])
def test_w28_the_return_of_a_year_that_is_not_over_is_not_frozen(bob, form):
    now = timezone.localdate().year
    for year in (now, now + 1):
        with pytest.raises(Refused, match=f"1 January {year + 1}") as no:
            services.propose_freezing(actor=bob, year=year, note="", reason="due", form=form)
        assert no.value.code == "returns.running"


@pytest.mark.django_db
@pytest.mark.parametrize("of", [services, publishing])
def test_w28_the_database_settles_no_year_that_is_not_over(dave, bob, nina, monkeypatch, of):
    """Whatever the service says: what is frozen or published then counts a part of the year, and never goes away again."""
    now = timezone.localdate()
    a_case(dave, occurred=occurred.day(now.replace(month=1, day=1), "UTC"))
    an_item(dave, a_case(dave, occurred=occurred.day(now.replace(month=1, day=1), "UTC")), "AB1")
    monkeypatch.setattr(services, "is_over", lambda year: True)
    monkeypatch.setattr(publishing, "is_over", lambda year: True)
    propose = services.propose_freezing if of is services else publishing.propose_publishing
    # In the easternmost zone, where the database asks, our year is over on its last day's morning.
    running = timezone.localdate(timezone=dt.timezone(dt.timedelta(hours=14))).year
    asked = propose(actor=bob, year=running, note="", reason="due")
    with pytest.raises(DatabaseError, match="is not over"), transaction.atomic():
        decide(actor=nina, proposal=asked.public_id, verdict="approve")


@pytest.mark.django_db
def test_the_return_of_a_year(dave, bob):
    a_year(dave)
    yearly_return = selectors.yearly_return(bob, YEAR)
    totals = {line.category: line.value for line in yearly_return.others}
    assert totals["Arms seized"] == 3
    assert totals["Arms found"] is None
    assert totals["Arms surrendered"] == 1
    assert totals["Ammunition seized"] == 50
    assert totals["Instances/cases of seizures"] == 2
    assert figure(bob, "Arms seized", "by type", TYPES[0]) == 1
    assert figure(bob, "Arms seized", "by type", TYPES[4]) == 0
    assert figure(bob, "Arms seized", "by location", "planes and airports") == 1
    assert figure(bob, "Arms seized", categories.BY_OFFENCE, "Drug trafficking") == 2
    assert figure(bob, "Arms seized", categories.BY_TRACING, UNIQUE["NOT"]) == 1
    assert figure(bob, "Arms surrendered", "by marking", "uniquely marked") is None, (
        "nobody asked, so it is missing"
    )
    by_metadata, reproduced = yearly_return.tally("A"), yearly_return.tally("B")
    assert reproduced is not None
    assert (reproduced.numerator, reproduced.denominator) == (0, 1)
    assert (by_metadata.numerator, by_metadata.denominator) == (0, 4)
    assert set(figures.years(bob)) == {YEAR, YEAR - 1}


@pytest.mark.django_db
def test_an_outcome_of_tracing_moves_both_formulas(dave, bob):
    first, *_ = a_year(dave)
    items.note_tracing(actor=dave, item_id=first, outcome="illegitimate_owner_national")
    yearly_return = selectors.yearly_return(bob, YEAR)
    assert (yearly_return.tally("B").numerator, yearly_return.tally("B").denominator) == (1, 1)
    assert (yearly_return.tally("A").numerator, yearly_return.tally("A").denominator) == (1, 4)
    assert yearly_return.tally("A").lacking == ("Arms found",)


@pytest.mark.django_db
def test_the_figures_are_national_and_the_rows_are_not(dave, bob, judy, alice):
    first, second, *_ = a_year(dave)
    cell = categories.Cell("Arms seized", categories.BY_GROUND, "illicit posession")
    counted, rows = selectors.behind(judy, YEAR, cell)
    assert counted == 2
    assert set(rows.values_list("public_id", flat=True)) <= {first, second}
    counted, rows = selectors.behind(bob, YEAR, cell)
    assert (counted, rows.count()) == (2, 0), "a licensing head reads the figure and opens no case"
    with pytest.raises(Forbidden):
        selectors.yearly_return(alice, YEAR)
    with pytest.raises(NotFound):
        selectors.yearly_return(bob, 1999)


@pytest.mark.django_db
def test_a_return_is_frozen_by_two_people_and_says_later_what_changed(dave, bob, nina):
    first, *_ = a_year(dave)
    asked = services.propose_freezing(actor=bob, year=YEAR, note="Customs not covered", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    edition = Edition.objects.get()
    frozen = selectors.cells_of(YEAR, edition.country, edition.cells)
    assert frozen == selectors.yearly_return(bob, YEAR).cells
    with pytest.raises(Conflict):
        services.propose_freezing(actor=bob, year=YEAR, note="", reason="again")
    items.note_tracing(actor=dave, item_id=first, outcome="illegitimate_owner_national")
    moved = selectors.changed(frozen, selectors.yearly_return(bob, YEAR).cells)
    assert {(revision.key.category, revision.before.value, revision.after.value) for revision in moved} == {
        (UNIQUE["ILN"], 0, 1),
        (UNIQUE["NOT"], 1, 0),
    }
    edition.refresh_from_db()
    assert selectors.cells_of(YEAR, edition.country, edition.cells) == frozen, (
        "a frozen edition does not move"
    )
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="traced")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def a_generated_year(dave, cases_of_it=10):
    """Cases, items and people as chance has them, always the same chance."""
    chance = random.Random(16042)

    def one_of(*codes):
        return chance.choice(codes)

    results = []
    for day in range(1, cases_of_it + 1):
        kind = one_of("seized", "seized", "found", "surrendered")
        more = {"ground": one_of("", "illicit_possession", "illicit_use", "unknown"), "location": one_of("", "airports", "national_territory"),
                "offences": chance.sample(["drug_trafficking", "violent_crime", "firearms_trafficking"], chance.randrange(3))} if kind == "seized" else {}  # fmt: skip
        case = a_case(dave, kind, **more, **on(day))
        for number in range(chance.randrange(1, 4)):
            item = an_item(
                dave, case, f"GY{day}{number}", identity=one_of({"type": "pistol"}, {"type": "rifle"}, {"type_status": "unknown"}, {"make": "beretta"}),
                marking=one_of("", "unique", "altered", "none", "unknown"), condition=one_of("", "industrial", "assembled", "unknown"),
            )  # fmt: skip
            results.append(item)
        if kind == "seized":
            sex, stage = one_of("male", "female", "unknown"), one_of("suspected", "convicted")
            who = case_persons.Involved(
                "suspect", sex, "25_34", stage=stage, offences=["firearms_trafficking"]
            )
            case_persons.name_person(actor=dave, case=case, who=who)
    return results


@pytest.mark.django_db
def test_every_figure_of_a_generated_year_is_the_number_of_rows_behind_it(dave, bob, erin):
    a_generated_year(dave)
    yearly_return = selectors.yearly_return(bob, YEAR)
    assert sum(block.filled for block in yearly_return.blocks) >= 10
    for block in yearly_return.blocks:
        rows = 0
        for line in block.lines:
            counted, opened = selectors.behind(erin, YEAR, line.behind)
            assert counted == (line.value or 0), line
            assert counted == opened.count(), "the supervisor may open all that her police took in"
            rows += counted
        if block.filled and block.name not in categories.SEVERAL_ANSWERS:
            assert rows == block.answered, block.name


@pytest.mark.django_db
def test_a_frozen_return_is_recomputed_from_the_ledger_after_a_year_of_corrections(dave, bob, nina, capsys):
    result = a_generated_year(dave, 6)
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    frozen = Edition.objects.get()
    for item in result[:3]:
        items.note_tracing(actor=dave, item_id=item, outcome="illegitimate_owner_national")
    late = a_case(dave, ground="illicit_use", **on(20))
    a_year_later = [an_item(dave, late, f"LATE{n}", marking="unique") for n in range(2)]
    an_item(dave, a_case(dave, occurred=occurred.day(dt.date(YEAR + 1, 2, 1), "UTC")), "NEXT")
    corrected = items.NewItem(identity={"type": "machine_gun"}, marks=({"kind": "serial", "text": "LATE0"},))
    items.amend_item(actor=dave, item=a_year_later[0], new=corrected)
    items.amend_item(actor=dave, item=result[4], new=replace(corrected, marking="altered"))
    cells = selectors.cells_of(YEAR, frozen.country, frozen.cells)
    today = selectors.yearly_return(bob, YEAR).cells
    assert selectors.changed(cells, today), "the records say something else by now"
    assert selectors.recomputed(bob, frozen) == cells, "the ledger as it stood then gives the same figures"
    call_command("recompute_return", YEAR, 1)
    assert "The same bytes." in capsys.readouterr().out
    asked = services.propose_freezing(actor=bob, year=YEAR, note="corrected", reason="corrected")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    second = Edition.objects.get(number=2)
    stated = selectors.changed(cells, selectors.cells_of(YEAR, second.country, second.cells))
    assert stated == selectors.changed(cells, today), "the new edition states what differs"
    assert selectors.recomputed(bob, second) == today
    assert selectors.recomputed(bob, frozen) == cells


@pytest.mark.django_db
def test_what_moved_since_it_was_proposed_is_not_signed(dave, bob, nina):
    first, *_ = a_year(dave)
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    items.note_tracing(actor=dave, item_id=first, outcome="illegitimate_owner_national")
    with pytest.raises(Conflict) as raised:
        decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert raised.value.code == "returns.moved"
    assert not Edition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("asks", "signs"), [("erin", "nina"), ("nina", "erin")])
def test_police_and_licensing_sign_for_each_other(dave, asks, signs):
    """A return speaks for the whole State, whichever office began it, and whatever compartments the other sees."""
    a_year(dave)
    first, second = cast.actor(asks), cast.actor(signs)
    frozen = services.propose_freezing(actor=first, year=YEAR, note="", reason="due")
    opened = publishing.propose_publishing(actor=first, year=YEAR, note="", reason="due")
    for asked in (frozen, opened):
        assert proposals.waiting_for(second).filter(pk=asked.pk).exists()
        assert decide(actor=second, proposal=asked.public_id, verdict="approve").executed
    assert Edition.objects.get().proposal == frozen.public_id


@pytest.mark.django_db
def test_whoever_proposed_does_not_sign_and_the_database_refuses_too(dave, bob):
    a_year(dave)
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    with pytest.raises(Forbidden):
        decide(actor=bob, proposal=asked.public_id, verdict="approve")
    with pytest.raises(DatabaseError), transaction.atomic():
        services.freeze(bob, asked)
    for sql in (
        "UPDATE returns_edition SET note = 'x'",
        "DELETE FROM returns_edition",
        "TRUNCATE returns_edition",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_an_altered_edition_is_named(peopled_db, settings, tmp_path):
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, dave, bob, nina = Log(peopled_db, tmp_path), *(cast.actor(name) for name in ("dave", "bob", "nina"))
    a_year(dave)
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    log.sequence()
    assert log.verify().good, log.verify().differences
    log.tamper("UPDATE returns_edition SET cells = jsonb_set(cells, '{0,6}', '999')")
    assert any("returns_edition" in difference.place for difference in log.verify().differences)
    log.tamper("UPDATE returns_edition SET year = 2100")
    assert "a year that was over" in {difference.should for difference in log.verify().differences}


# Pages ------------------------------------------------------------------------------------------------------------


def test_outcomes_of_tracing_are_told_from_places_though_the_file_calls_both_alike():
    def cell(category, repeat=0):
        key = Key("XXX", YEAR, "Arms seized", "by location", category, "na", "na", repeat)
        return Cell(key, 1, "")

    rows = tables_of([cell("planes and airports"), cell("Total"), cell(UNIQUE["NOT"]), cell("Total", 1)])
    assert [table for _cell, table in rows] == ["by location", "by location", *[categories.BY_TRACING] * 2]


@pytest.mark.django_db
def test_pages_and_file(signed_in, dave, tmp_path):
    a_year(dave)
    head = signed_in("bob")
    assert str(YEAR) in head.get("/returns/").content.decode()
    head.get(f"/returns/iafq/{YEAR}/")
    with CaptureQueriesContext(connection) as asked:
        page = head.get(f"/returns/iafq/{YEAR}/").content.decode()
    assert len(asked) == 12
    for words in ("Arms seized", "Drug trafficking", "empty is not zero", "Freeze it"):
        assert words in page
    for form in ("csv", "xlsx"):
        answer = head.get(f"/returns/iafq/{YEAR}/return.{form}")
        path = tmp_path / f"return.{form}"
        path.write_bytes(b"".join(answer) if answer.streaming else answer.content)
        again = read_returns(path)
        assert not again.faults
        yearly_return = selectors.yearly_return(cast.actor("bob"), YEAR)
        assert [cell.row() for cell in again.cells] == [cell.row() for cell in yearly_return.cells]
    behind = f"/returns/iafq/{YEAR}/behind/?indicator=Arms+seized&block=by+type&category=pistol"
    assert "None of it is for your office" in head.get(behind).content.decode()
    page = signed_in("erin").get(behind).content.decode()
    assert "P-2026-17" in page
    assert "Arms seized, by type" in " ".join(page.split()), "and no object of the template's own"
    assert head.get(f"/returns/iafq/{YEAR}/behind/?indicator=x").status_code == 404
    made = head.post(f"/returns/iafq/{YEAR}/freeze/", {"note": "n", "reason": "due"}, follow=True)
    assert "Proposed as" in made.content.decode()
    asked = Proposal.objects.get(act=services.FROZEN)
    page = head.get(f"/returns/iafq/{YEAR}/").content.decode()
    assert asked.public_id in page, "what waits is shown"
    assert "Freeze it" not in page, "and is not asked for twice"
    there = signed_in("erin").get(f"/proposals/{asked.public_id}/")
    assert there.status_code == 200, "it speaks for the State: the head of another kind of office may answer"
    page = there.content.decode()
    assert "Pistol" in page, "whoever signs reads every figure"
    traced = page[page.index("Arms seized, by outcome of tracing") :]
    assert UNIQUE["NOT"] in traced, (
        "outcomes of tracing stand under their own heading, with their official words"
    )
    assert not Edition.objects.exists()
    decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
    assert Edition.objects.count() == 1
