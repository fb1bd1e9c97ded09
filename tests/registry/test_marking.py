"""What marks a firearm must bear: Protocol art. 8, heights and depths of the Union, a second mark, on the golden cases; and by a table that the repository never had."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from ifar.bulk.models import Line
from ifar.errors import Refused
from ifar.ledger.services import now
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.marks.marking import Inscription, check
from ifar.registry.marks.reading import script_of
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.selectors import marking as profile
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.manufacture import MARKED
from tests.bulk.making import MARKS, a_maker, given, produced
from tests.databases import forget_lists, ground

NEW = dt.date(2025, 7, 23)


def mark(*says, text="", **more):
    return Inscription(frozenset(says), script_of(text), **more)


def due(marking):
    return [finding.rule for finding in marking.missing]


def whys(findings):
    return [finding.why for finding in findings]


@pytest.fixture
def of(db, settings):
    """The check by the rules of a State."""

    def checked(marks, country="NO", at="manufacture", first_placed=NEW):
        settings.IFAR_COUNTRY = country
        return check(profile.in_force(), marks, at=at, first_placed=first_placed)

    return checked


FULL = (mark("maker", text="BERETTA"), mark("country", text="ITALY"), mark("serial", text="AB1234"))


def test_maker_country_and_serial_are_complete(of):
    assert of(FULL).complete


@pytest.mark.parametrize(("left_out", "field"), [(0, "maker"), (1, "country"), (2, "serial")])
def test_leaving_one_out_is_named_with_its_article(of, left_out, field):
    marking = of(FULL[:left_out] + FULL[left_out + 1 :])
    assert due(marking) == [f"protocol_{field}"]
    assert marking.missing[0].article == "Protocol art. 8(1)(a)"


def test_the_place_of_manufacture_stands_for_the_country(of):
    assert of((FULL[0], mark("place", text="GARDONE V.T."), FULL[2])).complete


def test_one_mark_may_say_everything(of):
    assert of((mark("maker", "country", "serial"),)).complete


def test_symbols_with_a_code_are_the_alternative(of):
    assert of((mark("symbol", text="▲"), mark("code", text="36 7712"))).complete
    assert due(of((mark("symbol"),))) == ["protocol_maker", "protocol_country", "protocol_serial"]


@pytest.mark.parametrize("gone", [{"status": "unknown"}, {"status": "none"}, {"retired": True}])
def test_a_mark_that_nobody_can_read_says_nothing(of, gone):
    assert due(of((*FULL[:2], mark("serial", **gone)))) == ["protocol_serial"]


def test_permanent_import_of_fifty_without_marks_is_due_for_all(of):
    assert sum(not of(FULL, at="import").complete for _arm in range(50)) == 50


def test_an_unmarked_import_needs_an_import_mark_and_a_unique_mark(of):
    assert due(of((), at="import")) == ["protocol_import", "protocol_import_unique"]


def test_an_import_mark_with_country_and_year_is_complete_and_the_year_is_only_advised(of):
    whole = of((*FULL, mark("import", "import_year", text="ES 19")), at="import")
    assert (due(whole), whole.advised) == ([], ())
    without_year = of((*FULL, mark("import", text="ES")), at="import")
    assert without_year.complete
    assert [item.rule for item in without_year.advised] == ["protocol_import_year"]


def test_state_stock_sold_to_civilians_needs_the_mark_of_the_transferring_country(of):
    assert due(of(FULL, at="transfer")) == ["protocol_transfer"]
    assert of((*FULL, mark("transfer", text="SL")), at="transfer").complete
    west_african = mark("transfer", "unique", text="ECOWAS SL POL 03 2014 00123")
    assert of((west_african,), at="transfer").complete


def sized(height, depth, text="A1"):
    whole = mark("maker", "country", "serial", "year", "model", text=text)
    return (dataclasses.replace(whole, height_nm=height, depth_nm=depth),)


@pytest.mark.parametrize(
    ("height", "depth", "expected"),
    [
        (1_600_000, 76_200, []),
        (1_599_999, 76_200, ["low"]),
        (1_590_000, 76_200, ["low"]),
        (1_600_000, 76_100, ["shallow"]),
        (1_590_000, 76_100, ["low", "shallow"]),
    ],
)
def test_height_and_depth_at_their_limits(of, height, depth, expected):
    """G10."""
    assert whys(of(sized(height, depth), "DE").missing) == expected
    assert of(sized(height, depth), "NO").complete, "a State whose profile does not ask"


def test_the_depth_is_asked_only_of_what_came_to_the_market_after_the_day(of):
    shallow = sized(1_600_000, 76_100)
    assert whys(of(shallow, "DE", first_placed=dt.date(2025, 7, 23)).missing) == ["shallow"]
    assert of(shallow, "DE", first_placed=dt.date(2025, 7, 22)).complete
    unsure = of(shallow, "DE", first_placed=None)
    assert unsure.complete
    assert whys(unsure.advised) == ["shallow"]


def test_what_nobody_measured_is_advised(of):
    marking = of(sized(None, None), "DE")
    assert marking.complete
    assert whys(marking.advised) == ["not_measured", "not_measured"]


def test_a_mark_that_no_rule_asks_for_is_not_measured(of):
    low = mark("property", text="ب", height_nm=1)
    assert of((*sized(1_600_000, 76_200), low), "DE").complete


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("AB1", True),
        ("АБ1", True),
        ("ΑΒ1", True),
        ("123", True),
        ("XIV", True),
        ("ب12", False),
        ("中1", False),
    ],
)
def test_scripts_of_the_union(of, text, allowed):
    assert of(sized(2_000_000, 100_000, text), "FR").complete == allowed


def test_the_second_mark_of_west_africa(of):
    assert due(of(FULL, "SL")) == ["ecowas_year", "ecowas_security"]
    assert of((*FULL, mark("year"), mark("security", text="▲SL")), "SL").complete
    assert "ecowas_security" in due(of((*FULL, mark("import")), "SL", at="import"))
    assert of(FULL, "BF").complete, "which left"


ROWS = """code,profile,article,at,states,asks,height_mm,depth_mm,scripts,placed_after,advised,valid_to,label_en,source
lakes_second,lakes,Lakes Convention art. 9,manufacture,,hidden|chip+inventory,,,,,no,,A second mark under the grip,Lakes Convention
lakes_deep,lakes,Lakes Convention art. 10,manufacture,,,,0.25,,,no,,Marks a quarter of a millimetre deep,Lakes Convention
lakes_others,lakes,Lakes Convention art. 11,manufacture,SE|NO,calibre,,,,,no,,Calibre,Lakes Convention
lakes_over,lakes,Lakes Convention art. 12,manufacture,,model,,,,,no,2020-01-01,Model,Lakes Convention
"""
KINDS = "code,label_en,source\nhidden,Hidden mark,Lakes Convention\nchip,Chip,Lakes Convention\n"
OWN = ({"kind": "maker", "text": "SAW"}, {"kind": "country", "text": "XXX"})


@pytest.fixture(scope="module")
def loaded(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory):
    """A profile of which no code knows, loaded by a State as a table; and three firearms that are to be marked."""
    folder = tmp_path_factory.mktemp("profile")
    (folder / "marking_rule.csv").write_text(ROWS, "utf-8")
    (folder / "mark_kind.csv").write_text(KINDS, "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="lakeland")
            forget_lists()
            produced(a_maker(), "W0001-W0003")
        yield


def made_with(walter, arm, *marks):
    results = tuple({"text_status": "known", **item} for item in marks)
    record_event(
        actor=walter, firearm=arm.public_id, event=NewEvent("marked", {}, instant(now()), marks=results)
    )


def refused_for(walter, arm, *marks):
    with pytest.raises(Refused) as refused:
        made_with(walter, arm, *marks)
    return [
        (reason.code.removeprefix("registry."), reason.article) for reason in refused.value.reasons
    ], " ".join(str(reason.message) for reason in refused.value.reasons)


def test_a_profile_that_is_loaded_is_asked_wherever_something_is_marked(loaded, db, signed_in):
    walter = a_maker()
    first, second, third = Firearm.objects.filter(agency_id=walter.agency_id).order_by("id")
    result, words = refused_for(walter, first, *OWN)
    assert result[1:] == [("marking.missing", "Lakes Convention art. 9")]
    assert "A second mark under the grip" in words
    result, _words = refused_for(
        walter, first, {**OWN[0], "depth_nm": 249_999}, OWN[1], {"kind": "hidden", "text": "X"}
    )
    assert result[1:] == [("marking.shallow", "Lakes Convention art. 10")]
    made_with(walter, first, {**OWN[0], "depth_nm": 250_000}, OWN[1], {"kind": "hidden", "text": "X"})
    made_with(walter, second, *OWN, {"kind": "chip", "text": "7"}, {"kind": "inventory", "text": "9"})
    (line,) = Line.objects.filter(batch=given(walter, MARKED, MARKS, third.public_id).public_id)
    assert [reason["code"] for reason in line.reasons][1:] == ["registry.marking.missing"]
    client = signed_in("alice")
    page = client.get(reverse("registry:firearm", args=[third.public_id])).content.decode()
    assert "A second mark under the grip" in page
    assert "Lakes Convention art. 9" in page
    whole = client.get(reverse("registry:firearm", args=[first.public_id])).content.decode()
    assert "A second mark under the grip" not in whole
