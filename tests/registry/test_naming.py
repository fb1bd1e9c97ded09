"""What a firearm is, in words: typed, pasted, imported and sent by a program they name the same, and none is refused that another road takes."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
from django.urls import reverse

from ifar.recoveries.models import Item, RefusedRow
from ifar.recoveries.services import tables
from ifar.reference import selectors as reference
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.intake.screening import Office, Screen
from ifar.registry.models import Firearm
from ifar.registry.search.naming import identity_of
from ifar.registry.views.event_forms import IdentityForm as EventPageForm
from tests.conftest import sign_in
from tests.factories import a_case

SAID = {
    "a type that no list knows": {"type": "AK", "serial": "KX1"},
    "a maker's name for a type": {"type": "Kalashnikov", "serial": "KX2"},
    "a make and a model": {"make": "Kalashnikov", "model": "AK", "serial": "KX3"},
    "a model for a make": {"make": "AK", "model": "AK", "serial": "KX4"},
    "a country that is none": {"type": "pistol", "country_made": "Atlantis", "serial": "KX5"},
    "words for not known": {
        "type": "illegible",
        "make": "unknown",
        "calibre": "unleserlich",
        "serial": "KX6",
    },
    "misspelt and in French": {
        "make": "Kalachnikov",
        "type": "fusil d'assaut",
        "calibre": "7,62x39",
        "serial": "KX7",
    },
}
COLUMNS = ("make", "model", "calibre", "type", "country_made")


def told(identity):
    """What is said of each column: its code, or its status and the words that were kept."""
    return {
        name: (identity.get(name), identity.get(f"{name}_status"), identity.get(f"{name}_raw") or "")
        for name in COLUMNS
        if identity.get(f"{name}_status") not in (None, "not_asked")
    }


def of_firearm(result):
    return told(
        {
            f"{name}{more}": getattr(result, f"{name}{more}")
            for name in COLUMNS
            for more in ("", "_status", "_raw")
        }
    )


def expected(value):
    named = identity_of(
        {name: text for name, text in value.items() if name != "serial"}, reference.resolver()
    )
    return told({**named, **{f"{name}_status": "known" for name in COLUMNS if name in named}})


@pytest.mark.parametrize("how", SAID)
def test_w09_words_name_the_same_however_they_come(alice, dave, how):
    values = SAID[how]
    meant = expected(values)
    assert meant, "something is said"

    case = a_case(dave)
    table = "\t".join(values) + "\n" + "\t".join(values.values()) + "\n"
    taken = tables.enter_table(actor=dave, case=case, name="pasted.csv", content=[table.encode()])
    assert (len(taken.items), RefusedRow.objects.count()) == (1, 0), "pasted"

    officer = sign_in("dave")
    form = {"how": "one", **{f"item-{name}": text for name, text in values.items()}}
    answer = officer.post(reverse("recoveries:enter", args=(case,)), form)
    assert answer.status_code == 302, answer.context["item"].errors.as_json()
    body = {**values, "marks": [{"kind": "serial", "text": values["serial"]}]}
    body.pop("serial")
    address = f"/api/recoveries/{case}/items"
    sent = officer.post(address, json.dumps({"items": [body]}), content_type="application/json")
    assert sent.status_code == 201, sent.content
    assert [told(item.identity) for item in Item.objects.order_by("line")] == [meant] * 3

    clerk = sign_in("alice")
    body = {
        "kind": "registered",
        "details": {"state": "held_civilian"},
        "identity": {name: text for name, text in values.items() if name != "serial"},
        "marks": [{"kind": "serial", "text": values["serial"]}],
    }
    sent = clerk.post("/api/firearms", json.dumps(body), content_type="application/json")
    assert sent.status_code == 201, sent.content
    assert of_firearm(Firearm.objects.get(public_id=sent.json()["firearm"])) == meant
    typed = {f"is-{name}": text for name, text in body["identity"].items()}
    form = EventPageForm(
        None,
        frozenset(COLUMNS),
        {**typed, **{f"is-{name}_status": "known" for name in body["identity"]}},
        prefix="is",
    )
    assert form.is_valid(), form.errors
    named = form.identity()
    assert told({**named, **{f"{name}_status": "known" for name in COLUMNS if named.get(name)}}) == meant

    names = [*values]
    mapping = ColumnMapping({name: (at,) for at, name in enumerate(names)})
    screen = Screen(
        mapping,
        reference.resolver(),
        dt.date(2026, 5, 4),
        Office("A1", "licensing_authority", "civilian"),
        allowed=frozenset({"A1"}),
    )
    cells = {f"c{at}": [text] for at, text in enumerate(values.values())}
    row = screen.judge(
        screen.texts(
            pl.DataFrame({"n": [1], "defect": [None], **cells}, schema_overrides={"defect": pl.String})
        )
    )
    [imported] = row.to_dicts()
    assert not imported["reasons"], "imported"
    kept = {name: code for name, (code, _status, _raw) in meant.items()}
    assert {name: imported[name] for name in kept} == kept
    assert {name: imported[f"{name}_status"] for name in meant} == {
        name: status for name, (_c, status, _r) in meant.items()
    }


@pytest.mark.django_db
def test_w09_a_model_is_looked_for_among_those_of_the_make_on_record():
    resolver = reference.resolver()
    assert identity_of({"model": "92FS"}, resolver, make="beretta") == {"model": "beretta/92fs"}
    assert identity_of({"make": "space", "model": "92FS"}, resolver, make="beretta")["model_raw"] == "92FS"
    assert identity_of({"year": 1999, "category": "B"}, resolver) == {"year": 1999, "category": "B"}
