"""Twenty consignments across New Year: what the forms count is what a hand worked out, consignment by consignment (`twenty_consignments.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.returns import services
from ifar.returns.forms import selectors as forms
from ifar.returns.forms.labels import RULES
from ifar.trade import figures as trade
from ifar.trade.consignments.services import observing
from ifar.trade.inputs import ValuedLine
from ifar.trade.services import deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.databases import ground
from tests.returns.twenty import CATEGORIES, ZONE, Hand, by_hand, rows
from tests.trade import making

YEARS = (2024, 2025)
ATT = {
    "authorised": "Exports of small arms and light weapons: authorised",
    "exported": "Exports of small arms and light weapons: actual",
    "import_authorised": "Imports of small arms and light weapons: authorised",
    "imported": "Imports of small arms and light weapons: actual",
}
UNROCA = {
    "exported": "International transfers of small arms and light weapons: exports",
    "imported": "International transfers of small arms and light weapons: imports",
    "origin": "International transfers of small arms and light weapons: exports, State of origin",
    "through": "International transfers of small arms and light weapons: exports, intermediate location",
}


@pytest.fixture(scope="module")
def hand(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Hand]:
    """Everything of the table is done."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        made = Hand(database)
        made.do_all()
        yield made


@pytest.fixture
def bob(hand, db, settings):
    settings.TIME_ZONE = ZONE.key
    return cast.actor("bob")


def told(actor, form, year):
    """Table -> (category, State) -> number, without zeros; and table -> how many are outside."""
    tables = forms.filled_in(actor, form, year).tables
    return {
        filled.table.title: {
            (figure.question, figure.category): figure.value for figure in filled.figures if figure.value
        }
        for filled in tables
    }, {filled.table.title: filled.outside for filled in tables}


def test_the_table_adds_up_by_itself():
    """What the hand wrote under the last line."""
    pistols, rifles, assault = CATEGORIES.values()
    sums = by_hand()
    totals = {
        key: {name: number for (name, state), number in cells.items() if state == "Total"}
        for key, cells in sums.items()
    }
    assert totals[2024, "authorised"] == {pistols: 32, rifles: 4, assault: 2}
    assert totals[2025, "authorised"] == {rifles: 3, assault: 3}
    assert totals[2024, "exported"] == {pistols: 16, rifles: 2, assault: 2}
    assert totals[2025, "exported"] == {pistols: 9, rifles: 3, assault: 3}
    assert totals[2024, "import_authorised"] == {pistols: 14}
    assert totals[2024, "imported"] == {pistols: 8}
    assert totals[2025, "imported"] == {pistols: 5, rifles: 1}
    assert sums[2024, "exported"][pistols, "SWE"] == 8


@pytest.mark.parametrize("year", YEARS)
def test_the_arms_trade_treatys_report_is_the_hands(bob, year):
    result, outside = told(bob, "att", year)
    sums = by_hand()
    for name, title in ATT.items():
        assert result[title] == sums.get((year, name), {}), (year, name)
        assert outside[title] == sums.get((year, f"{name} outside"), {}).get(("", ""), 0), (year, name)
        worth = result.get(f"{title}, value in EUR", {})
        assert worth == sums.get((year, f"value {name}"), {}), (year, name)


@pytest.mark.parametrize("year", YEARS)
def test_the_uns_register_is_the_hands(bob, year):
    result, _outside = told(bob, "unroca", year)
    sums = by_hand()
    for name, title in UNROCA.items():
        assert result.get(title, {}) == sums.get((year, name), {}), (year, name)


def test_authorisations_and_refusals_are_counted_as_the_union_and_the_national_report_ask(bob):
    """Temporary ones too, each once; a refusal with its ground, number and value."""
    result, _outside = told(bob, "eu", 2024)
    granted = {
        ("Exports", "Total"): 11, ("Exports", "SWE"): 5, ("Exports", "NOR"): 3, ("Exports", "CHE"): 2, ("Exports", "KEN"): 1,
        ("Imports", "Total"): 3, ("Imports", "ITA"): 2, ("Imports", "CHE"): 1,
    }  # fmt: skip
    assert result["Authorisations granted"] == granted
    firearms = {
        ("Exports", "Total"): 47, ("Exports", "SWE"): 22, ("Exports", "NOR"): 14, ("Exports", "CHE"): 9, ("Exports", "KEN"): 2,
        ("Imports", "Total"): 17, ("Imports", "ITA"): 14, ("Imports", "CHE"): 3,
    }  # fmt: skip
    assert result["Firearms in authorisations granted"] == firearms
    refused = {("Risk of diversion", "Total"): 1, ("Risk of diversion", "SWE"): 1}
    assert result["Export authorisations refused, by ground"] == refused
    assert result["Firearms in refused applications"] == {("Exports", "Total"): 7, ("Exports", "SWE"): 7}
    worth = {("Exports", "Total"): 2100, ("Exports", "SWE"): 2100}
    assert result["Firearms in refused applications, value in EUR"] == worth
    assert told(bob, "eu", 2025)[0]["Authorisations granted"] == {
        ("Exports", "Total"): 1,
        ("Exports", "CHE"): 1,
    }
    national = told(bob, "poa", 2024)[0]["International transfers"]
    assert {question: number for (question, _category), number in national.items()} == {
        "Export authorisations granted": 11,
        "Import authorisations granted": 3,
        "Transit authorisations granted": 1,
        "Applications for authorisations refused": 1,
    }


def test_figures_open_the_rows_that_their_reader_may_see_and_are_numbers_for_others(bob, hand):
    """The licensing head opens consignments and authorisations; whoever reads figures alone, or packs, opens none of others."""
    pistols = CATEGORIES["pistols"]

    def behind(actor, form, year, title, state, question=pistols):
        figure = forms.figure(actor, form, year, (title, question, state))
        return figure.value, forms.behind(actor, year, figure)

    value, rows = behind(bob, "att", 2024, ATT["exported"], "NOR")
    assert value == 8
    assert {consignment.public_id for consignment in rows.consignments} == {
        hand.consignment[no] for no in ("3", "5", "9")
    }
    value, rows = behind(bob, "att", 2024, ATT["authorised"], "NOR")
    assert {authorisation.public_id for authorisation in rows.authorisations} == {
        hand.granted[letter] for letter in "CDH"
    }
    value, rows = behind(bob, "att", 2025, ATT["imported"], "BEL", CATEGORIES["rifles"])
    assert (value, rows.firearms.count(), rows.consignments.count()) == (1, 1, 0)
    reader = replace(cast.actor("dave"), permissions=cast.actor("dave").permissions | {forms.PERMISSION})
    value, rows = behind(reader, "att", 2024, ATT["exported"], "NOR")
    assert (value, rows.consignments.count()) == (8, 0)
    with pytest.raises(Forbidden):
        trade.exits(cast.actor("ivan"), 2024)


def test_each_figure_says_how_it_counts_and_leads_to_its_rows(bob, hand, signed_in):
    client = signed_in("bob")
    page = client.get("/returns/forms/att/2025/").content.decode()
    for rule in ("authorised", "exits", "entries", "value"):
        assert str(RULES[rule]) in unescape(page)
    [link] = {
        item
        for item in re.findall(r'href="([^"]+behind[^"]+)"', page)
        if "category=NOR" in item and "actual&" in unescape(item)
    }
    rows = client.get(unescape(link)).content.decode()
    assert hand.consignment["4"] in rows
    assert hand.consignment["2"] not in rows
    assert str(RULES["exits"]) in unescape(rows)
    sheet = b"".join(client.get("/returns/forms/att/2025/return.csv").streaming_content).decode()
    assert 'value in EUR",Revolvers and self-loading pistols,NOR' in sheet
    assert ",EUR,2500," in sheet


def test_no_other_year_counts_any_of_it(bob):
    for form in ("att", "unroca"):
        for year in (2023, 2026):
            assert not any(told(bob, form, year)[0].values())


def test_a_transfer_between_states_counts_where_its_office_includes_it(bob, hand, db):
    """Ten machine guns, of which nobody outside the defence sees the record: in no figure, then in three, then in none."""
    frank, grace = cast.actor("frank"), cast.actor("grace")
    goods = (ValuedLine(type="machine_gun_light", quantity=10),)
    to = making.a_party(frank)
    made = making.an_application(
        frank, kind="state", purpose="state_use", through=(), consignee=to, goods=goods
    )
    making.assessed(frank, made)
    making.granted(frank, grace, made)
    this_year = today().year
    guns = {("Light machine guns", "Total"): 10, ("Light machine guns", "SWE"): 10}

    def counted():
        row = told(bob, "att", this_year)[0], told(bob, "unroca", this_year)[0]
        return row[0][ATT["authorised"]], row[0][ATT["exported"]], row[1][UNROCA["exported"]]

    assert counted() == ({}, {}, {})
    with pytest.raises(Invalid):
        deciding.include(actor=frank, authorisation_id=made, counts_on=today() + making.DAY)
    with pytest.raises(NotFound):
        deciding.include(actor=bob, authorisation_id=made, counts_on=today())
    with pytest.raises((Invalid, Refused)):
        deciding.include(actor=cast.actor("alice"), authorisation_id=hand.granted["A"], counts_on=today())
    deciding.include(actor=frank, authorisation_id=made, counts_on=today())
    assert counted() == (guns, guns, guns)
    figure = forms.figure(bob, "unroca", this_year, (UNROCA["exported"], "Light machine guns", "SWE"))
    assert not forms.behind(bob, this_year, figure).authorisations.exists(), "a number, and no record"
    assert told(bob, "eu", this_year)[0]["Authorisations granted"] == {}, (
        "Regulation (EU) 2025/41 is not about it"
    )
    deciding.leave_out(actor=frank, authorisation_id=made, reason="The other State asked for it.")
    assert counted() == ({}, {}, {})


def test_what_is_withheld_leaves_in_no_file_and_is_read_here(bob, hand, db):
    """ATT art. 13(3): the countries of a figure or all of it, with what it is worth beside it; until that is taken back."""
    pistols, name = CATEGORIES["pistols"], (ATT["exported"], CATEGORIES["pistols"], "Total")

    def leaving():
        cells = forms.filled_in(bob, "att", 2024).cells
        return {cell.key[2:5] for cell in cells if cell.key.dimension == pistols and cell.key.indicator.startswith(ATT["exported"])}  # fmt: skip

    value = f"{ATT['exported']}, value in EUR"
    every = {(title, pistols, state) for title in (name[0], value) for state in ("Total", "SWE", "NOR")}
    assert leaving() == every

    def say(what, note="Commercially sensitive."):
        services.say(actor=bob, form="att", year=2024, name=name, note=note, what=what)

    say("withhold_countries")
    assert leaving() == {name, (value, pistols, "Total")}
    say("say", "One buyer.")
    assert leaving() == {name, (value, pistols, "Total")}, "a note takes nothing back"
    say("withhold")
    assert leaving() == set()
    assert forms.figure(bob, "att", 2024, name).value == 16
    say("take_back")
    assert leaving() == every
    with pytest.raises(NotFound):
        services.say(actor=bob, form="att", year=2024, name=(*name[:2], "SWE"), note="One.", what="withhold")
    with pytest.raises(Refused):
        services.say(actor=bob, form="iafq", year=2024, name=name, note="One.", what="withhold")


def test_what_nobody_saw_come_in_counts_once_it_is_registered(bob, hand, db):
    """Seals that are others than those of the packing list show nothing; the firearm that is registered counts, and counts once after somebody saw it."""
    row = {**rows()[16], "no": "99", "authorisation": "Z", "afterwards": ""}
    hand._import(row)
    seen = {"actor": cast.actor("heidi"), "consignment_id": hand.consignment["99"], "leg": "entry"}
    observing.record(**seen, degree="seal_intact", seals=["another"])
    title, pistols, year = ATT["imported"], CATEGORIES["pistols"], today().year
    assert told(bob, "att", year)[0][title] == {}
    hand._registration(row, "IM99-0", today().isoformat())
    assert told(bob, "att", year)[0][title] == {(pistols, "Total"): 1, (pistols, "ITA"): 1}
    observing.record(**seen, degree="seal_intact", seals=["S-1"])
    assert told(bob, "att", year)[0][title] == {(pistols, "Total"): 8, (pistols, "ITA"): 8}
