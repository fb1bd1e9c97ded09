"""Saved views of lists: an address under a name, for oneself or one's office, opened with the reader's own rights and bearing nothing that was typed."""

from __future__ import annotations

import pytest

from ifar.accounts.kept import SavedView
from ifar.accounts.services import saved_views
from ifar.errors import Forbidden, Invalid
from ifar.rights import NOBODY
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_person, an_application

pytestmark = pytest.mark.django_db
DESK = "/licensing/applications/"


def view_named(name):
    return SavedView.objects.get(name=name)


def test_a_view_keeps_what_was_chosen_and_stands_above_its_list_for_whom_it_is_meant(alice):
    browser, asked = sign_in("alice"), f"{DESK}?show=waiting&sort=-state"
    made = browser.post(f"{asked}&save_view=1&after=x", {"view_name": "  Waiting,\n late "})
    assert (made.status_code, made["Location"]) == (302, asked)
    browser.post(f"{DESK}?sort=kind&save_view=1", {"view_name": "By kind", "view_office": "on"})
    shown = browser.get(DESK).content.decode()
    for text in ("Waiting, late", "?show=waiting&amp;sort=-state", "By kind"):
        assert text in shown
    assert "By kind" not in browser.get("/trade/").content.decode(), "a view of another list"
    head = sign_in("bob").get(DESK).content.decode()
    assert "By kind" in head, "the view of his office"
    assert "Waiting, late" not in head, "her own"
    assert "By kind" not in sign_in("nina").get(DESK).content.decode(), "another office's"
    browser.post(f"{DESK}?sort=due_on&save_view=1", {"view_name": "By kind", "view_office": "on"})
    assert view_named("By kind").query == "sort=due_on", "the same name is the same view"
    # Only its author, and who manages the people of the office, removes it; to others there is none.
    asked = {"view": str(view_named("By kind").pk), "next": DESK}
    for name in ("bob", "nina"):
        assert sign_in(name).post("/me/views/remove/", asked).status_code == 404
    for wrong in ("", "x", str(view_named("Waiting, late").pk)):
        assert sign_in("bob").post("/me/views/remove/", {"view": wrong}).status_code == 404
    assert browser.post("/me/views/remove/", asked)["Location"] == DESK
    assert [one.name for one in SavedView.objects.all()] == ["Waiting, late"]


def test_what_was_typed_is_kept_in_no_view(dave):
    a_case(dave)
    browser = sign_in("ken")
    browser.post("/people/?q=Hana+Osei&sort=-name&save_view=1", {"view_name": "All", "view_office": "on"})
    assert view_named("All").query == "sort=-name"
    browser = sign_in("dave")
    browser.post("/tracing/?show=late&q=Osei&direction=incoming&save_view=1", {"view_name": "Late"})
    assert view_named("Late").query == "show=late&direction=incoming"


def test_a_view_opens_nothing_and_is_made_of_lists_alone(alice):
    an_application(alice, a_person(alice))
    sign_in("alice").post(f"{DESK}?sort=state&save_view=1", {"view_name": "Mine", "view_office": "on"})
    assert sign_in("mallory").get(f"{DESK}?sort=state").status_code == 403, "of her office, without the right"
    for name, address, status in (
        ("alice", "/oversight/cases/", 403),
        ("alice", "/me/", 404),
        ("alice", f"{DESK}?sort=secret", 422),
        ("nobody", DESK, 302),
    ):
        sign = "&" if "?" in address else "?"
        answer = sign_in(name).post(f"{address}{sign}save_view=1", {"view_name": "Wrong"})
        assert answer.status_code == status, (name, address)
    for given in ({"name": " "}, {"name": "x" * 61}, {"name": "a\u202eb"}, {"query": "x=" + "y" * 500}):
        with pytest.raises(Invalid):
            saved_views.save(
                **{"actor": alice, "path": DESK, "query": "", "name": "x", "office": False, **given}
            )
    with pytest.raises(Forbidden):
        saved_views.save(actor=NOBODY, path=DESK, query="", name="x", office=False)
    assert not SavedView.objects.exclude(name="Mine").exists()


def test_nobody_keeps_more_views_than_a_person_uses(alice, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 1)
    saved_views.save(actor=alice, path=DESK, query="", name="One", office=False)
    with pytest.raises(Invalid, match="Remove one first"):
        saved_views.save(actor=alice, path=DESK, query="", name="Two", office=False)
    saved_views.save(actor=cast.actor("bob"), path=DESK, query="", name="Two", office=False)
