"""Whose acts of hotspots are: what the service and, past it, the database refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ifar.acts.recorder import compartment_of
from ifar.errors import Forbidden, Invalid, Refused
from ifar.hotspots.models import Alert, Hotspot, Run, Source
from ifar.hotspots.services import runs, sources
from ifar.hotspots.services.writing import RECORDER
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.hotspots.flowing import a_hotspot, a_told_alert, provinces

pytestmark = pytest.mark.django_db
SAID = {"kind": "table", "name": "List", "reliability": "B", "credibility": "2", "licence": "CC BY 4.0"}


def refused_by_the_database(words: str, *args: Any, **said: Any) -> None:
    with pytest.raises(IntegrityError, match=words), without_guards(RECORDER), transaction.atomic():
        RECORDER.record(*args, **said)


def test_what_an_office_begins_is_its_own_and_stands_in_its_compartment(quentin: Actor) -> None:
    heidi = cast.actor("heidi")
    theirs = (heidi.agency, compartment_of(heidi))
    for actor in (quentin, runs.JOB):  # a job begins runs and alerts for an office, and nothing else
        with pytest.raises(Forbidden) as refused:
            RECORDER.record(actor, "source", "registered", changes=SAID, keeper=theirs)
        assert refused.value.code == "hotspots.other_office"
        refused_by_the_database(
            r"hotspots\.other_office", actor, "source", "registered", changes=SAID, keeper=theirs
        )
    elsewhere = (quentin.agency, "civilian")
    refused_by_the_database(
        "another compartment", quentin, "source", "registered", changes=SAID, keeper=elsewhere
    )
    assert not Source.objects.exists()


def test_a_job_judges_nothing(quentin: Actor) -> None:
    provinces()
    a_hotspot(quentin, Alert.objects.get(public_id=a_told_alert(quentin)))
    refused_by_the_database("a job judges nothing", runs.JOB, "hotspot", "eased", Hotspot.objects.get())


def test_an_alert_is_of_a_run_of_its_office_that_goes_on(quentin: Actor) -> None:
    alert = Alert.objects.get(public_id=a_told_alert(quentin))  # its run is over by now
    names = ("observed", "places", "finding", "series", "caveats", "kinds", "level", "held", "run")
    over = {name: getattr(alert, name) for name in names} | {"last": alert.last, "seen": 2}
    asked = Run.objects.get()
    columns = ("layer", "unit", "first", "last", "signals", "parameters", "version")
    heidi = cast.actor("heidi")
    other = RECORDER.record(
        runs.JOB,
        "run",
        "asked",
        changes={name: getattr(asked, name) for name in columns},
        keeper=(heidi.agency, compartment_of(heidi)),
    ).subject
    for values in (over, over | {"run": other}):
        with pytest.raises(Refused) as refused:
            RECORDER.record(runs.JOB, "alert", "seen", alert, changes=values)
        assert refused.value.code == "hotspots.alert.run"
        refused_by_the_database(r"hotspots\.alert\.run", runs.JOB, "alert", "seen", alert, changes=values)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"name": " ", "reliability": "G", "credibility": "7"}, ["name", "reliability", "credibility"]),
        ({"licence": ""}, ["licence"]),
        ({"kind": "rumours"}, ["kind"]),
        ({"kind": "acled", "redistribution": True}, ["redistribution"]),
        ({"kind": "acled", "licence": ""}, ["licence"]),
        ({"kind": "tips", "licence": ""}, []),
    ],
)
def test_a_source_says_all_that_is_wrong_with_it_at_once(
    quentin: Actor, said: Mapping[str, Any], fields: list[str]
) -> None:
    given = {**SAID, **said}
    kind = given.pop("kind")
    if not fields:
        assert sources.register_source(actor=quentin, kind=kind, said=given)
        return
    with pytest.raises(Invalid) as refused:
        sources.register_source(actor=quentin, kind=kind, said=given)
    assert [reason.field for reason in refused.value.reasons] == fields
    refused_by_the_database(
        refused.value.code.replace(".", r"\."), quentin, "source", "registered", changes={**SAID, **said}
    )
