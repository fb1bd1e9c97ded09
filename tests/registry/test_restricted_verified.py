"""What the database keeps of questions that wait, and what verification says of questions to closed compartments."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar.accounts.models import ReadLog
from ifar.accounts.services import reads
from ifar.recoveries.models import Item
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services import saved_searches
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import close_search, open_search
from ifar.registry.models import RestrictedQuestion, SavedSearch, SavedSearchBacklog
from ifar.registry.search.matching import Question
from tests import cast
from tests.factories import a_case, a_firearm, an_item
from tests.registry.waiting import (
    STOCK,
    deliver,
    differences,
    open_of_another,
)

pytestmark = pytest.mark.usefixtures("registered_before")


def test_verification_names_questions_that_are_missing_forged_or_too_many(peopled_db, monkeypatch):
    """Written by whoever can make the database silent: it refuses each of them (`test_kept.py`)."""
    dave, frank = cast.actor("dave"), cast.actor("frank")
    a_firearm(frank, "AB71234", **STOCK)
    for _ in range(2):
        ask_elsewhere(actor=dave, question=Question("AB71234"))
    an_item(dave, a_case(dave), "CD71234")
    deliver()
    assert differences() == []
    with peopled_db.connect() as superuser:
        superuser.execute("ALTER TABLE registry_restrictedquestion DISABLE TRIGGER USER")
    own = {"actor": dave.id, "agency": dave.agency, "folded": "1"}

    def says(act):
        with transaction.atomic():
            act()
            result = differences()
            transaction.set_rollback(True)
        return result

    assert says(lambda: RestrictedQuestion.objects.create(**own)) == ["state_stray question"]
    read = ReadLog.objects.filter(act="registry.search.restricted").first()
    known = {**own, "read": read.pk}
    assert says(lambda: RestrictedQuestion.objects.create(**known, search="E0000000000000")) == [
        "state_differs read",
        "state_stray question",
    ]
    assert says(lambda: RestrictedQuestion.objects.create(**known, whole="x", again=True)) == [
        "state_differs read",
        "state_differs question",
    ]
    assert says(lambda: reads.log(dave, "registry.search.restricted", "x", 0)) == ["state_missing read"]
    monkeypatch.setattr(restricted_hits, "PERSON", (1, restricted_hits.PERSON[1]))
    assert says(lambda: RestrictedQuestion.objects.create(**known)) == [
        "state_differs read",
        "state_differs question",
    ]
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, restricted_hits.EXHIBITS[1]))
    held = an_item(dave, a_case(dave), "EF71234")

    def never_put(actor, searches, _room, **_more):
        reads.log(actor, "registry.search.restricted", searches[0].reference, 1)

    def forgotten():
        with monkeypatch.context() as patched:
            patched.setattr(saved_searches, "_put", never_put)
            an_item(dave, a_case(dave), "GH71234")

    assert says(forgotten) == [
        "state_missing read",
        "state_missing saved",
        "state_differs question",
    ]
    far = timezone.now() + restricted_hits.LONGEST_WAIT + dt.timedelta(hours=1)
    assert says(lambda: SavedSearchBacklog.objects.update(next_at=far)) == [
        "state_differs waiting",
        "state_differs question",
    ]
    assert SavedSearch.objects.filter(public_id__in=Item.objects.get(public_id=held).searches).exists()


def test_the_database_keeps_what_waits_until_its_question_is_counted(erin, dave, monkeypatch):
    kept = open_of_another(erin, "AB71234", monkeypatch)
    row = SavedSearchBacklog.objects.get(search__public_id=kept)
    for change in (
        {"why": ""},
        {"restricted": False},
        {"counted": True},
        {"read": None},
        {"next_at": timezone.now() + dt.timedelta(days=2)},
        {"next_at": dt.datetime.max.replace(tzinfo=dt.UTC)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearchBacklog.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearchBacklog.objects.filter(pk=row.pk).delete()
    assert waits_of([kept]) == {"quota"}
    close_search(actor=erin, savedsearch_id=kept, outcome="not_needed")
    assert not SavedSearchBacklog.objects.exists()
    assert differences() == []


def test_a_read_beside_a_search_that_was_closed_at_once_is_not_exempt(dave):
    with transaction.atomic():
        reads.log(dave, "registry.search.restricted", "AB71234", 0)
        kept = open_search(
            actor=dave, kind="enquiry", question=Question("ZZ71234"), reference="1", reason="x"
        )
        close_search(actor=dave, savedsearch_id=kept.public_id, outcome="not_needed")
        assert differences() == ["state_missing read"]
        transaction.set_rollback(True)
