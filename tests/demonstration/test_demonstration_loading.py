"""The demonstration country loads through the register's own rules, may be taken up again, and never twice."""

import itertools
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ifar.demonstration import (
    abroad,
    accounts,
    country,
    loading,
    production,
    recoveries,
    strategy,
    transfers,
    workplan,
)
from ifar.demonstration.lives import lives
from ifar.demonstration.persons import holders
from ifar.licensing.models import Offer
from ifar.matters.models import Matter
from ifar.programme.models import OthersFile
from ifar.registry.models import Event, Firearm
from ifar.returns.models import Received
from ifar.tracing.models import Request
from tests.demonstration.walking import dead_links
from tests.logs import ORIGIN, Log


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def states():
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM registry_firearm GROUP BY state")
        return dict(cursor.fetchall())


FIREARMS = 240
WALKED = (
    "clerk", "maker", "dealer", "analyst", "coordinator", "supervisor", "security", "inspector", "court",
    "practitioner", "focal", "donor", "evaluator", "rights", accounts.OFFERED,
)  # fmt: skip
"""Those whose pages are walked: each kind of reader once."""


def began_otherwise():
    """First events of firearms whose life in the register began when they were recovered, by a traveller, under the maker's order, or as parts."""
    ordered, parts = Q(details__batch=production.NUMBER), Q(firearm__item="part", kind="stock_declared")
    return Event.objects.filter(
        Q(details__exhibit__startswith="X") | Q(kind="temporarily_imported") | ordered | parts, n=1
    )


def taken_in() -> int:
    """How many these are."""
    return began_otherwise().count()


class Broken(Exception):
    """The power went while it was loaded."""


def power_goes(*_):
    raise Broken


def breaks_at(act, times):
    """The act, until the power goes at its so many-th time."""
    done = itertools.count(1)
    return lambda *given: power_goes() if next(done) == times else act(*given)


def break_off(part, done, of):
    if part == "firearms":
        raise Broken


def test_w12_broken_off_and_taken_up_it_is_whole_holds_something_for_everybody_verifies_and_loads_once(
    committed_db, tmp_path, settings, monkeypatch
):
    """It is broken off after the first of two batches of firearms. Everything else is loaded in one go."""
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    monkeypatch.setattr(loading, "_BATCH", FIREARMS * 2 // 3)
    monkeypatch.setattr(strategy, "INDICATORS", 20)  # of 400, which tests/programme loads
    monkeypatch.setattr(strategy, "PROJECTS", 10)
    with pytest.raises(Broken):
        loading.load(firearms=FIREARMS, say=break_off)
    assert not loading.is_complete()
    assert 0 < count("registry_firearm") < FIREARMS
    with (
        monkeypatch.context() as off
    ):  # in the midst of a part: nothing of it is left, so that it is loaded anew
        off.setattr(recoveries, "_case", breaks_at(recoveries._case, 3))
        with pytest.raises(Broken):
            loading.load(firearms=FIREARMS)
    assert count("recoveries_case") == 0
    with monkeypatch.context() as off:  # all firearms are there, the programme is not
        off.setattr(workplan, "load", power_goes)
        with pytest.raises(Broken):
            loading.load(firearms=FIREARMS)
    assert (
        count("registry_firearm") - taken_in()
        == FIREARMS + loading.DOUBLES + transfers.PIECES + transfers.SPARE
    )
    assert not loading.is_complete()
    loading.load(firearms=FIREARMS)
    assert loading.is_complete()
    assert OthersFile.objects.exists()
    assert (
        count("registry_firearm") - taken_in()
        == FIREARMS + loading.DOUBLES + transfers.PIECES + transfers.SPARE
    )
    assert count("registry_duplicate") == loading.DOUBLES
    assert count("accounts_proposal") >= loading.CORRECTIONS
    assert count("parties_party") == FIREARMS * 11 // 20 + FIREARMS // 120 + 5 + 2  # two firms
    assert count("accounts_agency") == len(list(country.offices()))
    uncategorised = Firearm.objects.filter(category="").exclude(pk__in=began_otherwise().values("firearm"))
    assert not uncategorised.exists(), "no licence could be judged of them"
    assert count("registry_licenceuse") >= 1, "something is held under a licence"
    assert Offer.objects.filter(state="offered").exists()
    assert Request.objects.filter(direction="outgoing", state="answered").exists(), "by a signed file"
    assert Matter.objects.filter(kind="consignment", cause__startswith="trade.substituted").exists()
    assert Received.objects.filter(reason="", kind="edition").count() == len(abroad.STATES)
    before = count("ledger_entry")
    loading.load(firearms=FIREARMS)
    assert count("ledger_entry") == before
    log = Log(committed_db, tmp_path)
    log.sequence()
    differences = log.verify().differences
    ours = [difference for difference in differences if not difference.place.startswith("reference_")]
    assert ours == [], "nothing but the reference data of tests' template, which no entry speaks of"
    opened = Counter[str]()
    assert [dead_link for who in WALKED for dead_link in dead_links(who, opened)] == []


def test_what_an_owner_has_destroyed_is_recorded_as_it_is_drawn(committed_db):
    """Lives that end in the furnace without a list were never confiscated; those that were wait for a batch."""
    until = timezone.now().date()
    loading.reference_services.load_folder(
        actor=loading.JOB, folder=loading.FOLDER, origin=country.NAMES["en"].lower()
    )
    loading.found()
    cast = loading.cast_of()
    people = list(holders(loading.SEED, 100, 5, until))
    loading._load_holders(cast, people, lambda *_: None)
    drawn = lives(loading.SEED, 12_000, list(loading._market()), people, until)
    scrapped = [life for life in drawn if life.steps[-1].kind == "destroyed"][:3]
    assert scrapped
    _, shared = loading._load_lives(cast, iter(scrapped), len(scrapped), lambda *_: None)
    loading._finish_all(cast, shared, lambda *_: None)
    assert states() == {"destroyed": len(scrapped)}
    assert not Event.objects.filter(changes__legal__in=["confiscated", "for_disposal"]).exists()
