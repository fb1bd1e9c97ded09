"""The border officer's page: a scan, a verdict, one button; and announcing at the counter."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from ifar.ledger import services as ledger
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event
from ifar.trade.models import Journey
from ifar.trade.services.writing import today
from tests.factories import a_firearm, a_licence, a_person
from tests.trade.making import DAY
from tests.trade.test_journeys import alice, bob, heidi, law  # noqa: F401


def _page(answer) -> str:
    return html.unescape(answer.content.decode())


def _asked(holder, arms):
    return {
        "holder": holder, "country": "SE", "purpose": "sport",
        "crosses_on": today().isoformat(), "return_by": (today() + 5 * DAY).isoformat(),
        **{f"arms-{n}-firearm": arm for n, arm in enumerate(arms)},
    }  # fmt: skip


def test_a_journey_is_announced_at_the_counter_and_passes_with_one_tap(alice, bob, heidi, signed_in):  # noqa: F811
    holder = a_person(alice)
    licence = a_licence(alice, bob, holder)
    arms = [a_firearm(alice, f"SP {n}", owner=holder).firearm for n in range(3)]
    clerk, post = signed_in("alice"), signed_in("heidi")
    wrong = clerk.post("/trade/journeys/leaving/", {**_asked(holder, arms), "country": ""})
    assert wrong.status_code == 422
    assert clerk.post("/trade/journeys/leaving/", _asked(holder, arms)).status_code == 302
    made = Journey.objects.get()
    assert "3" in _page(clerk.get("/trade/journeys/"))
    assert "Sako" in (page := _page(clerk.get(f"/trade/journeys/{made.public_id}/"))) or "Beretta" in page
    assert clerk.post("/trade/border/", {"q": arms[0]}).status_code == 403
    # A firearm's label, the holder's licence, a serial number as it is read: all lead to the journey.
    for scanned in (arms[1], licence, holder, "sp-2", made.public_id):
        page = _page(post.post("/trade/border/", {"q": scanned}))
        assert "May leave" in page, scanned
        assert page.count('name="arms"') == 3
        assert "Amina Diallo" in page
    assert "No journey is announced with it" in _page(post.post("/trade/border/", {"q": "sp-9"}))
    tap = {"q": arms[0], "journey": made.public_id, "arms": ["1", "2", "3"], "do": "cross"}
    done = post.post("/trade/border/", tap)
    assert done.status_code == 200
    assert "Recorded." in _page(done)
    assert set(Firearm.objects.values_list("state", flat=True)) == {"temp_exported"}
    again = post.post("/trade/border/", tap)
    assert again.status_code == 409
    # At a check inside the country it shows as abroad, and as what should not be there.
    check = _page(post.post("/roadside/", {"q": arms[0]}))
    assert "Abroad for a time" in check
    assert 'class="ended"' in check
    page = _page(post.post("/trade/border/", {"q": arms[2]}))
    assert "Abroad: record what is back" in page
    record_event(actor=alice, firearm=arms[2], event=NewEvent("stolen", {}, occurred=instant(ledger.now())))
    assert "Stop: a firearm is searched for" in _page(post.post("/trade/border/", {"q": arms[2]}))
    back = {"q": arms[2], "journey": made.public_id, "arms": ["1", "2"], "do": "back"}
    assert "Recorded." in _page(post.post("/trade/border/", back))
    assert Journey.objects.get().missing == [3]


def test_no_tick_records_nothing_and_nothing_stands_ticked_on_the_way_back(alice, bob, heidi, signed_in):  # noqa: F811
    holder = a_person(alice)
    a_licence(alice, bob, holder)
    arms = [a_firearm(alice, f"SP {n}", owner=holder).firearm for n in range(2)]
    clerk, post = signed_in("alice"), signed_in("heidi")
    assert clerk.post("/trade/journeys/leaving/", _asked(holder, arms)).status_code == 302
    made = Journey.objects.get()
    none = "No firearm is ticked. Tick each firearm that you see."
    for do, act, left, ticked in (("cross", "crossed", 0, 2), ("back", "returned", 2, 0)):
        shown = post.post("/trade/border/", {"q": arms[0]}).content.decode()
        assert shown.count(" checked") == ticked, do
        page = post.get(f"/trade/journeys/{made.public_id}/acts/{act}/").content.decode()
        assert page.count(" checked") == ticked, act
        result = post.post("/trade/border/", {"q": arms[0], "journey": made.public_id, "do": do})
        assert result.status_code == 409
        assert none in _page(result)
        assert post.post(f"/trade/journeys/{made.public_id}/acts/{act}/", {}).status_code == 422
        made.refresh_from_db()
        assert len(made.missing) == left
        if do == "cross":
            assert made.state == "announced"
            tap = {"q": arms[0], "journey": made.public_id, "arms": ["1", "2"], "do": do}
            assert post.post("/trade/border/", tap).status_code == 200


def test_a_visitor_is_announced_at_the_border_and_what_lacks_is_said(alice, heidi, signed_in):  # noqa: F811
    post = signed_in("heidi")
    values = {
        "name": "Maja Lind", "document": "SE 1", "country": "SE", "purpose": "sport",
        "crosses_on": today().isoformat(), "return_by": (today() + 5 * DAY).isoformat(),
        "arms-0-type": "rifle", "arms-0-serial": "VT 1", "arms-0-make": "Sako", "ammunition-0-calibre": "308 Win", "ammunition-0-quantity": "60",
    }  # fmt: skip
    assert post.post("/trade/journeys/entering/", values).status_code == 302
    text = _page(post.post("/trade/border/", {"q": "vt1"}))
    assert "European firearms pass was not shown" in text
    assert 'value="cross"' not in text
    refused = post.post(
        "/trade/border/", {"q": "vt1", "journey": Journey.objects.get().public_id, "do": "cross"}
    )
    assert refused.status_code == 409
    assert "European firearms pass was not shown" in _page(refused)
    values |= {"papers-0-kind": "firearms_pass", "papers-0-number": "SE-77"}
    assert post.post("/trade/journeys/entering/", values).status_code == 302
    made = Journey.objects.order_by("-id")[0]
    page = _page(post.get(f"/trade/journeys/{made.public_id}/"))
    assert "SE-77" in page
    assert "Maja Lind" in page
    assert post.post(f"/trade/journeys/{made.public_id}/acts/crossed/", {"arms": ["1"]}).status_code == 302
    assert (
        post.post(f"/trade/journeys/{made.public_id}/acts/observed/", {"found": "A scope."}).status_code
        == 302
    )
    listed = post.get("/api/trade/journeys").json()["items"]
    assert [(item["state"], item["missing"]) for item in listed] == [("under_way", 1), ("announced", 0)]
    whole = post.get(f"/api/trade/journeys/{made.public_id}").json()
    assert whole["ammunition"] == [{"calibre": "308win", "quantity": 60}]


class _Open(HTMLParser):
    """The names of the fields of a page that no fold hides."""

    def __init__(self):
        super().__init__()
        self.folds, self.names = 0, set()

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.folds += tag == "details" and "open" not in said
        if tag in ("input", "select", "textarea") and not self.folds and said.get("type") != "hidden":
            self.names |= {said["name"]} if said.get("name") else set()

    def handle_endtag(self, tag):
        self.folds -= tag == "details" and self.folds > 0


def open_fields(page: str) -> set[str]:
    form = page[page.index('<form class="form"') :]
    reader = _Open()
    reader.feed(form[: form.index("</form>")])
    return reader.names


def test_an_unannounced_traveller_is_asked_what_card_and_register_do_not_know(alice, bob, heidi, signed_in):  # noqa: F811
    holder, post = a_person(alice), signed_in("heidi")
    licence, firearm = a_licence(alice, bob, holder), a_firearm(alice, "SP 1", owner=holder).firearm
    for scan, known in ((licence, [holder]), (holder, [holder]), (firearm, [holder, firearm])):
        found = _page(post.post("/trade/border/", {"q": scan}))
        assert f"/trade/journeys/leaving/?scanned={scan}" in found
        page = _page(post.get(f"/trade/journeys/leaving/?scanned={scan}"))
        assert all(f'value="{text}"' in page for text in known), scan
        assert open_fields(page) == {"holder", "country", "purpose", "return_by", "arms-0-firearm"}
    page = _page(post.get("/trade/journeys/entering/?scanned=VT+1"))
    assert 'value="VT 1"' in page
    assert len(open_fields(page)) == 7
    # A card says nothing of a visitor, and what nobody sees says nothing at all.
    assert f'value="{holder}"' not in _page(post.get(f"/trade/journeys/entering/?scanned={holder}"))
    assert 'value="P0' not in _page(post.get("/trade/journeys/leaving/?scanned=P0000000000000"))
    answered = post.post(
        "/trade/journeys/leaving/", _asked(holder, [firearm]) | {"crosses_on": today().isoformat()}
    )
    assert answered.status_code == 302
