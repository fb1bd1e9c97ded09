"""Raising and settling a matter in the browser and over HTTP; the office that explains reads the question and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.matters import labels, selectors
from ifar.matters.found import things_of
from ifar.matters.models import Matter
from ifar.matters.services import matters
from tests import cast
from tests.factories import a_firearm

DAY = dt.timedelta(days=1)


@pytest.fixture
def firearm(peopled_db, alice):
    return a_firearm(alice).firearm


@pytest.fixture
def asked(firearm, bob, nina):
    made = matters.raise_matter(
        actor=bob,
        kind="count_difference",
        due_on=matters.today() + 7 * DAY,
        text="SECRET-TEXT",
        about=firearm,
    )
    by = matters.today() + 3 * DAY
    matters.ask(actor=bob, matter_id=made, explainer=nina.agency, answer_by=by, question="Where are they?")
    return made


def test_a_matter_is_raised_asked_explained_and_closed_in_the_browser(peopled_db, signed_in, nina):
    bob, other = signed_in("bob"), signed_in("nina")
    due = (matters.today() + 7 * DAY).isoformat()
    wrong = bob.post("/matters/new/", {"kind": "count_difference", "due_on": due})
    assert wrong.status_code == 422, "nothing was said of what differs"
    assert f'value="{due}"' in wrong.content.decode(), "what was typed stands there"
    made = bob.post("/matters/new/", {"kind": "count_difference", "text": "Two are missing.", "due_on": due})
    matter = Matter.objects.get()
    page = f"/matters/{matter.public_id}/"
    assert made.headers["Location"] == page
    assert page in bob.get("/matters/").content.decode()
    values = {
        "explainer": nina.agency,
        "question": "Where are they?",
        "answer_by": due,
        "expected_n": matter.n,
    }
    assert bob.post(f"{page}acts/asked/", values).headers["Location"] == page
    assert page in other.get("/matters/").content.decode()
    asked = other.get(page).content.decode()
    assert 'name="explanation"' in asked, "the next step is open"
    assert "You are asked: Where are they?" in asked, "and the question stands with it"
    other.post(f"{page}acts/explained/", {"explanation": "At the gunsmith.", "expected_n": matter.n + 1})
    assert "1 explanation came" in bob.get("/").content.decode()
    assert "What was explained: At the gunsmith." in bob.get(page).content.decode()
    values = {"outcome": "explained", "reason": "Seen there.", "expected_n": matter.n + 2}
    assert other.post(f"{page}acts/closed/", values).status_code == 403
    bob.post(f"{page}acts/closed/", values)
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == ("closed", "explained")


def test_who_explains_reads_the_question_and_what_it_is_about(asked, signed_in, firearm, bob, nina, dave):
    nina_s = signed_in("nina")
    page = nina_s.get(f"/matters/{asked}/").content.decode()
    result = nina_s.get(f"/api/matters/{asked}").json()
    listed = nina_s.get("/matters/").content.decode()
    assert "Where are they?" in page
    assert result["question"] == "Where are they?"
    assert "AB1234" in page
    assert "AB1234" in listed
    assert "AB1234" in result["named"]
    # Whoever asks sees what the other side is told.
    assert "Record named to it" in signed_in("bob").get(f"/matters/{asked}/").content.decode()
    for seen in (page, listed, str(result)):
        assert "SECRET-TEXT" not in seen
    # Its own explanation stays, also once the matter is closed; who acted at the other office is not told.
    matters.explain(actor=nina, matter_id=asked, explanation="They are lent.")
    matters.close(actor=bob, matter_id=asked, outcome="explained", reason="SECRET-REASON")
    page = nina_s.get(f"/matters/{asked}/").content.decode()
    assert "They are lent." in page
    assert nina_s.get(f"/api/matters/{asked}").json()["explanation"] == "They are lent."
    assert "SECRET-REASON" not in page
    assert [item["label"] for item in nina_s.get(f"/matters/{asked}/").context["history"]] == [
        labels.DONE[kind][0] for kind in ("closed", "explained", "asked")
    ]
    assert cast.user("bob").name not in page


def test_what_is_not_named_is_seen_by_whoever_may_open_it_alone(firearm, signed_in, bob, nina):
    hidden = matters.raise_matter(
        actor=bob, kind="not_there", due_on=matters.today() + DAY, text="Where?", about=firearm
    )
    by = matters.today() + DAY
    matters.ask(
        actor=bob, matter_id=hidden, explainer=nina.agency, answer_by=by, question="Is it?", names=False
    )
    matter = selectors.matter_for(nina, hidden)
    assert (matter.named, bool(matter.known)) == ("", firearm in things_of(nina, [firearm]))
    page = signed_in("nina").get(f"/matters/{hidden}/").content.decode()
    assert ("AB1234" in page) == bool(matter.known)
    matters.ask(actor=bob, matter_id=hidden, explainer=nina.agency, answer_by=by, question="And now?")
    assert "AB1234" in signed_in("nina").get(f"/matters/{hidden}/").content.decode()


def test_acts_stand_in_the_order_in_which_they_are_done_and_days_are_filled_in(firearm, signed_in, bob, nina):
    page = signed_in("bob").get(f"/matters/new/?about={firearm}&kind=not_there")
    assert page.context["form"].initial["due_on"] == matters.today() + 7 * DAY
    made = matters.raise_matter(
        actor=bob, kind="not_there", due_on=matters.today() + 7 * DAY, text="Where?", about=firearm
    )
    offered = signed_in("bob").get(f"/matters/{made}/").context["offered"]
    assert offered["next"]["kind"] == "asked"
    assert offered["next"]["form"].initial["answer_by"] == matters.today() + 3 * DAY
    assert "AB1234" in str(offered["next"]["hint"])
    assert [item["kind"] for item in offered["more"]] == ["extended", "evidenced", "closed"]
    matters.ask(actor=bob, matter_id=made, explainer=nina.agency, answer_by=matters.today(), question="?")
    assert signed_in("nina").get(f"/matters/{made}/").context["offered"]["next"]["kind"] == "explained"
    assert signed_in("bob").get(f"/matters/{made}/").context["offered"]["next"] is None
    matters.explain(actor=nina, matter_id=made, explanation="Here.")
    assert signed_in("bob").get(f"/matters/{made}/").context["offered"]["next"]["kind"] == "closed"


def test_each_list_says_how_many_and_each_row_how_many_days(asked, signed_in):
    page = signed_in("nina").get("/matters/?list=explain")
    counts = {code: count for code, _words, count in page.context["tabs"]}
    assert (counts["open"], counts["explain"], counts["soon"], counts["late"]) == (1, 1, 1, 0)
    assert "3 days left" in page.content.decode()


def test_one_office_does_not_read_what_another_explained(asked, signed_in, bob, nina, dave):
    matters.explain(actor=nina, matter_id=asked, explanation="SECRET-EXPLANATION")
    by = matters.today() + 3 * DAY
    matters.ask(actor=bob, matter_id=asked, explainer=dave.agency, answer_by=by, question="And you?")
    assert "SECRET-EXPLANATION" in signed_in("bob").get(f"/matters/{asked}/").content.decode()
    for address in (f"/matters/{asked}/", f"/api/matters/{asked}"):
        result = signed_in("dave").get(address).content.decode()
        assert "And you?" in result
        assert "SECRET-EXPLANATION" not in result


@pytest.mark.parametrize("name", ["dave", "ivan", "heidi"])
def test_nobody_else_learns_that_there_is_one(asked, signed_in, name):
    browser = signed_in(name)
    assert browser.get(f"/matters/{asked}/").status_code == 404
    assert browser.get(f"/api/matters/{asked}").status_code == 404
    assert asked not in browser.get("/matters/").content.decode()


def test_over_http_the_same(firearm, signed_in):
    bob = signed_in("bob")
    body = {
        "kind": "other",
        "text": "x",
        "due_on": (matters.today() + DAY).isoformat(),
        "about": firearm,
    }
    first, second = (bob.post("/api/matters", body, content_type="application/json") for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json()), "sent twice, raised once"
    closed = bob.post(
        f"/api/matters/{first.json()['id']}/closed",
        {"outcome": "found", "reason": "It lay on the other shelf."},
        content_type="application/json",
    )
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")


def test_the_chase_list_takes_as_many_queries_for_many_as_for_few(
    peopled_db, signed_in, alice, bob, django_assert_max_num_queries
):
    for n in range(12):
        matters.raise_matter(
            actor=bob,
            kind="other",
            due_on=matters.today() + n * DAY,
            text="x",
            about=a_firearm(alice, f"AB12{n:02}").firearm,
        )
    browser = signed_in("bob")
    browser.get("/matters/")
    with django_assert_max_num_queries(19):
        browser.get("/matters/")


def test_the_button_of_a_record_fills_in_what_it_is_about(firearm, signed_in):
    page = signed_in("bob").get(f"/firearms/{firearm}/").content.decode()
    assert f'href="/matters/new/?about={firearm}&amp;kind=conflict"' in page
    form = signed_in("bob").get(f"/matters/new/?about={firearm}&kind=conflict")
    assert form.status_code == 200
    assert firearm in form.content.decode()
    assert form.context["form"]["kind"].value() == "conflict"
    assert "/matters/new/" not in signed_in("ken").get(f"/firearms/{firearm}/").content.decode()


def test_over_http_an_office_lists_its_own_by_cursor(firearm, signed_in, bob, nina):
    """The office reads its own, the one that explains the question alone, everybody else nothing."""
    made = [
        matters.raise_matter(
            actor=bob, kind=kind, about=about, due_on=matters.today() + (n + 2) * DAY, text=f"No. {n}"
        )
        for n, (kind, about) in enumerate([("count_difference", firearm), ("other", ""), ("other", "")])
    ]
    by = matters.today() + DAY
    matters.ask(actor=bob, matter_id=made[0], explainer=nina.agency, answer_by=by, question="Where?")
    office, results, after = signed_in("bob"), [], ""
    while after is not None:
        page = office.get(f"/api/matters?limit=2&after={after}").json()
        results += page["items"]
        after = page["after"]
    assert [item["id"] for item in results] == made
    assert (results[0]["about"], results[0]["text"]) == (firearm, "No. 0")
    assert [item["id"] for item in office.get("/api/matters?kind=other").json()["items"]] == made[1:]
    assert office.get("/api/matters?list=closed").json() == {"items": [], "after": None}
    assert office.get("/api/matters?list=all").status_code == 422
    (asked,) = signed_in("nina").get("/api/matters").json()["items"]
    assert (asked["id"], asked["question"], asked["text"]) == (made[0], "Where?", "")
    assert signed_in("dave").get("/api/matters").json()["items"] == []
