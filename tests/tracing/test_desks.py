"""The clock of the desk that is asked: its weekend, its public holidays, its zone and hours, as the directory has them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from unittest import mock

import pytest

from ifar.reference import directory as places
from ifar.reference import opening
from ifar.reference.models import TraceDesk
from ifar.reference.working_days import LONGEST, Where, where_of
from ifar.tracing import clock, directory
from ifar.tracing.views import presenters
from tests import cast
from tests.tracing.conftest import a_request, came_in, row

HOURS = (dt.time(9), dt.time(17))
GHANA = "01-01|03-06|easter-2|easter+1|12-25|12-26|2026-12-04"


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _where(zone, holidays="", weekend="sat|sun", hours=HOURS):
    return where_of(
        "ZZ", zone, opening.holidays(holidays), weekend=opening.weekend(weekend), hours=hours, town="Town"
    )


ACCRA = _where("Africa/Accra", GHANA)
CAIRO = _where("Africa/Cairo", "2026-03-20..2026-03-23", "fri|sat")
BRUSSELS = _where("Europe/Brussels", "easter+1|05-01")


@pytest.mark.parametrize(
    ("at", "term", "urgency", "where", "until"),
    [
        # Independence Day, Friday 6 March 2026: what is asked on Thursday is acknowledged on Monday.
        ("2026-03-05T10:00:00+00:00", "acknowledge", "immediate", ACCRA, "2026-03-09T23:59:59+00:00"),
        # Maundy Thursday: Good Friday, the weekend and Easter Monday are no working days.
        ("2026-04-02T10:00:00+00:00", "acknowledge", "immediate", ACCRA, "2026-04-07T23:59:59+00:00"),
        # The same Thursday in Brussels: Good Friday is worked there.
        ("2026-04-02T10:00:00+02:00", "acknowledge", "immediate", BRUSSELS, "2026-04-03T23:59:59+02:00"),
        # Christmas on a Friday, the second day on a Saturday: Thursday 24 December to Monday 28.
        ("2026-12-24T23:00:00+00:00", "acknowledge", "immediate", ACCRA, "2026-12-28T23:59:59+00:00"),
        # Cairo: Friday and Saturday off, four days of a feast across them: from Thursday 19 to Tuesday 24.
        ("2026-03-19T10:00:00+02:00", "acknowledge", "immediate", CAIRO, "2026-03-24T23:59:59+02:00"),
        # 23:30 on Thursday in UTC is Friday in Brussels already; its clocks go forward on Sunday the 29th.
        ("2026-03-26T23:30:00+00:00", "acknowledge", "immediate", BRUSSELS, "2026-03-30T23:59:59+02:00"),
        # Its clocks go back on Sunday 25 October.
        ("2026-10-23T10:00:00+02:00", "acknowledge", "immediate", BRUSSELS, "2026-10-26T23:59:59+01:00"),
    ],
)
def test_days_off_of_the_desk_do_not_count(at, term, urgency, where, until):
    assert clock.due(_at(at), term, urgency, where) == _at(until)


@pytest.mark.parametrize(
    ("at", "where", "day", "hour", "now"),
    [
        ("2026-03-05T08:59:00+00:00", ACCRA, "2026-03-05", 9, False),
        ("2026-03-05T09:00:00+00:00", ACCRA, "2026-03-05", 17, True),
        ("2026-03-05T17:00:00+00:00", ACCRA, "2026-03-09", 9, False),
        ("2026-03-06T11:00:00+00:00", ACCRA, "2026-03-09", 9, False),
        ("2026-03-20T11:00:00+02:00", CAIRO, "2026-03-24", 9, False),
        # The hour that does not exist on the night of the change: still closed, and open by the clock on the wall at nine.
        ("2026-03-29T01:30:00+00:00", BRUSSELS, "2026-03-30", 9, False),
        ("2026-03-30T06:59:00+00:00", BRUSSELS, "2026-03-30", 9, False),
        ("2026-03-30T07:00:00+00:00", BRUSSELS, "2026-03-30", 17, True),
    ],
)
def test_when_an_office_is_there_again(at, where, day, hour, now):
    assert clock.opens(_at(at), where) == clock.Opens(dt.date.fromisoformat(day), dt.time(hour), now)


def test_an_office_whose_hours_nobody_knows_is_said_to_open_on_a_day_only():
    where = _where("Africa/Accra", GHANA, hours=None)
    assert clock.opens(_at("2026-03-06T11:00:00+00:00"), where) == clock.Opens(dt.date(2026, 3, 9), None)
    assert clock.opens(_at("2026-03-05T23:00:00+00:00"), where) == clock.Opens(
        dt.date(2026, 3, 5), None, now=True
    )


def test_however_many_days_off_a_directory_names_a_term_ends():
    never = Where("UTC", frozenset(range(7)), frozenset())
    at = _at("2026-03-05T10:00:00+00:00")
    assert clock.due(at, "answer", "routine", never) <= at + LONGEST
    assert clock.opens(at, never) is None
    assert len(clock.reminders(at, never)) == clock.MOST_REMINDERS


@pytest.mark.parametrize(
    "text",
    ["13-01", "2026-02-30", "easter+", "christmas", "2026-03-09..2026-03-01", "2026-01-01..2026-12-31"],
)
def test_a_day_off_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        opening.holidays(text)


@pytest.mark.parametrize("text", ["saturday", "fri|sat|sun|mon|tue", "6"])
def test_a_weekend_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        opening.weekend(text)


@pytest.mark.parametrize("text", ["9-17", "17:00-09:00", "09:00-09:00", "25:00-26:00"])
def test_hours_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        opening.hours(text)


def _desk(code, country, **said):
    return TraceDesk(code=code, country_id=country, kind="desk", **said)


def _listed(*desks):
    result = mock.Mock()
    result.filter.side_effect = lambda **by: [desk for desk in desks if desk.country_id == by["country"]]
    places._where.cache_clear()
    lists = SimpleNamespace(rows_of=lambda _name: result, latest_load=lambda _name: (99, None))
    return mock.patch.object(places, "reference", lists)


@pytest.mark.django_db
def test_the_clock_is_that_of_the_desk_that_is_asked(dave):
    """Of two desks of one State each has its own days off; where the request names none of them only the weekend is known."""
    desk = _desk("be-one", "BE", zone="Europe/Brussels", weekend="sat|sun", holidays="easter+1")
    two = _desk("be-two", "BE", zone="America/Lima", weekend="fri|sat", hours="08:00-12:00", town="Lima")
    with _listed(desk, two):
        assert directory.where_answered("outgoing", "BE", "be-one").zone == "Europe/Brussels"
        assert directory.where_answered("outgoing", "BE", "be-two").town == "Lima"
        assert directory.where_answered("outgoing", "BE", "") == where_of("BE")
        assert directory.where_answered("incoming", "BE", "be-one").zone == "UTC"
    places._where.cache_clear()
    with _listed(desk):
        assert directory.where_answered("outgoing", "BE").zone == "Europe/Brussels"
    places._where.cache_clear()


@pytest.mark.django_db
def test_our_own_holidays_count_for_what_comes_in(erin):
    with _listed(_desk("own", "XX", zone="Africa/Accra", weekend="none", holidays="01-01")):
        where = directory.where_answered("incoming", "BE")
        assert (where.zone, where.weekend) == ("Africa/Accra", frozenset())
        request = row(came_in(erin, urgency="immediate"))
        assert request.due_at == clock.due(request.sent_at, "acknowledge", "immediate", where)
    places._where.cache_clear()


@pytest.mark.django_db
def test_the_page_says_when_their_office_opens_again(signed_in, dave):
    browser, public_id = signed_in("dave"), a_request(dave, country="GH", desk="gh-commission")
    assert row(public_id).due_at == clock.due(
        row(public_id).sent_at,
        "acknowledge",
        "routine",
        directory.where_answered("outgoing", "GH", "gh-commission"),
    )
    friday = _at("2026-03-06T11:00:00+00:00")
    with (
        _listed(
            _desk(
                "gh-commission", "GH", zone="Africa/Accra", town="Accra", holidays=GHANA, hours="09:00-17:00"
            )
        ),
        mock.patch("ifar.tracing.views.request.timezone.now", return_value=friday),
    ):
        page = browser.get(f"/tracing/{public_id}/").content.decode()
    places._where.cache_clear()
    assert "it opens again on Monday 9 March at 09:00 in \u2068Accra\u2069." in page


def test_our_own_clock_is_in_the_zone_of_the_country():
    """What the register was told goes first; where nobody said anything the only zone of the country, and UTC where it has several."""
    for text, country, zone in (
        ("UTC", "GH", "Africa/Accra"),
        ("UTC", "BE", "Europe/Brussels"),
        ("Africa/Lagos", "GH", "Africa/Lagos"),
        ("UTC", "US", "UTC"),
        ("UTC", "XX", "UTC"),
    ):
        simple_namespace = SimpleNamespace(TIME_ZONE=text, IFAR_COUNTRY=country)
        with mock.patch.object(places, "settings", simple_namespace):
            assert places.own_zone() == zone


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "said"), [("XX", "on Monday 9 March."), ("GH", "on Monday 9 March in \u2068Accra\u2069.")]
)
def test_an_office_of_ours_opens_in_a_town_and_not_in_utc(dave, settings, country, said):
    saturday = _at("2026-03-07T11:00:00+00:00")
    request = row(a_request(dave, "domestic", office=cast.agency("customs").public_id))
    settings.IFAR_COUNTRY = country
    with _listed():
        assert presenters.office_hours(request, saturday).endswith(f"it opens again {said}")
    places._where.cache_clear()


@pytest.mark.django_db
def test_the_directory_shows_the_clock_of_each_desk(signed_in):
    page = signed_in("dave").get("/tracing/desks/").content.decode()
    assert "Accra" in page
    assert "Saturday, Sunday" in page
