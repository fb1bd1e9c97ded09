"""Data quality by office and field with its work list, and why arms are not traced."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ifar.errors import Forbidden
from ifar.recoveries import categories
from ifar.registry import occurred, quality
from ifar.returns import untraced
from ifar.returns.forms import labels as form_labels
from ifar.returns.untraced import MENDS, Why
from ifar.tracing import figures as tracing
from ifar.tracing import grounds, steps
from tests import cast
from tests.factories import a_case, a_firearm, an_item

YEAR = 2025


@pytest.fixture
def described(db, alice, grace):
    """Two firearms of the provincial office, one of them hardly described; one of the armoury."""
    whole = a_firearm(alice, "AB1", identity={"model": "92fs", "country_made": "IT", "year": 1999})
    bare = a_firearm(
        alice,
        None,
        identity={
            "make": None,
            "make_raw": "Brta",
            "make_status": "unknown",
            "calibre": None,
            "calibre_status": "not_asked",
        },
    )
    secret = a_firearm(grace, "ST1", state="in_stock_state", identity={"category": ""})
    return whole.firearm, bare.firearm, secret.firearm


@pytest.mark.django_db
def test_each_figure_is_a_part_of_a_whole_and_leads_to_its_records(described, bob, grace, alice):
    _whole, bare, _secret = described
    result = {
        (measure.dimension, measure.field): (measure.asked, measure.good) for measure in quality.measures(bob)
    }
    assert result["completeness", "make"] == (2, 2), "unknown is an answer"
    assert result["completeness", "calibre"] == (2, 1)
    assert result["completeness", "serial"] == (2, 1)
    assert result["validity", "make"] == (2, 1)
    assert result["uniqueness", "record"] == (2, 2)
    assert {measure.name for measure in quality.measures(bob)} == {"Provincial Licensing Office"}, (
        "and nothing of the armoury"
    )
    assert {measure.name for measure in quality.measures(grace)} == {"First Armoury"}
    for (dimension, field), (asked, good) in result.items():
        assert quality.lacking(bob, dimension, field, None).count() == asked - good, (dimension, field)
    assert [firearm.public_id for firearm in quality.lacking(bob, "completeness", "calibre", None)] == [bare]
    [(month, asked, good)] = quality.trend(bob)
    assert (month, asked, good) == (f"{dt.datetime.now(dt.UTC):%Y-%m}", 12, 8)
    with pytest.raises(Forbidden):
        quality.measures(alice)


def test_every_measure_has_words():
    assert {field for _, field in quality.MEASURES} <= form_labels.FIELDS.keys()
    assert (
        {dimension for dimension, _ in quality.MEASURES}
        == form_labels.DIMENSIONS.keys()
        == form_labels.DEFINITIONS.keys()
    )


# Why not traced -------------------------------------------------------------------------------------------------------


def test_every_reason_has_words_and_something_that_mends_it():
    known = {f"link:{failure}" for failure in steps.FAILURES if failure != "withdrawn"} | {
        f"ground:{ground}" for ground in grounds.GROUNDS
    }
    outcomes = {
        f"outcome:{text}"
        for text in (
            *categories.NOT_UNIQUE.values(),
            "illicitly_manufactured",
            "not_initiated",
            "pending",
            "attempted_no_result",
        )
    }
    assert known | outcomes <= MENDS.keys() == form_labels.WHY.keys()
    assert (
        {kind for kinds in MENDS.values() for kind in kinds}
        <= form_labels.ASSISTANCE.keys()
        == untraced.ARTICLES.keys()
    )


@given(
    st.lists(
        st.builds(Why, st.sampled_from(sorted(MENDS)), st.just("BE"), st.just("arm"), st.integers(1, 99))
    )
)
def test_what_would_help_counts_every_reason_once(found):
    needs = untraced.needs(found)
    assert sum(need.number for need in needs) == sum(item.number for item in found)
    assert [need.number for need in needs] == sorted((need.number for need in needs), reverse=True)
    assert all(sum(number for _, number in need.reasons) == need.number for need in needs)


@pytest.mark.django_db
def test_pages(described, signed_in, dave):
    case = a_case(dave, occurred=occurred.day(dt.date(YEAR, 3, 1), "UTC"))
    an_item(dave, case, "T1", marking="unique")
    an_item(dave, case, None, marking="altered")
    head = signed_in("bob")
    head.get("/returns/quality/")
    with CaptureQueriesContext(connection) as asked:
        page = head.get("/returns/quality/").content.decode()
    assert len(asked) == 5
    assert "Completeness" in page
    assert "Provincial Licensing Office" in page
    assert "First Armoury" not in page
    page = head.get("/returns/quality/list/?dimension=completeness&field=calibre&office=").content.decode()
    assert f"/firearms/{described[1]}/" in page
    assert head.get("/returns/quality/list/?dimension=x&field=calibre").status_code == 404
    assert tracing.why_not(cast.actor("bob"), YEAR) == []
    page = head.get(f"/returns/why-not-traced/?year={YEAR}").content.decode()
    for words in (
        "Its marks were erased or altered",
        "It is marked and nobody asked",
        "Forensics",
        "Which assistance would mend it",
    ):
        assert words in page
