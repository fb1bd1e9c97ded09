"""A secret request: the offices that are named know of it, and for everybody else there is none, wherever they look."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.recoveries.models import Item
from ifar.registry.models import SavedSearch
from ifar.tracing import counts, figures, lots, selectors
from ifar.tracing.models import Exchange
from ifar.tracing.services import answering, chains, exchange, from_exhibit, requests
from ifar.tracing.steps import Answer
from ifar.tracing.views.notifications import describe
from tests import cast
from tests.tracing.conftest import WHOLE, WORDS, a_request, an_exhibit, came_in, row, searching
from tests.tracing.test_exchange import log

__all__ = ["log"]
pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DAY_OF_THEFT = dt.date(2025, 5, 1)


@pytest.fixture
def judy(db):
    return cast.actor("judy")


def _asked(actor):
    today = timezone.localdate()
    return figures.figures(actor, today - DAY, today + DAY).funnel["asked"]


def test_an_inspector_sees_what_is_ordinary_and_nothing_that_is_secret(erin, judy, signed_in):
    plain, secret = came_in(erin), came_in(erin, handling="secret", number="S-2026-7")
    assert {request.public_id for request in selectors.requests_for(judy)} == {plain}
    assert {request.public_id for request in selectors.requests_for(erin)} == {plain, secret}
    with pytest.raises(NotFound):
        selectors.request_for(judy, secret)
    assert (_asked(judy), _asked(erin)) == (1, 2)
    assert selectors.requests_by(judy, "direction") == {"incoming": 1}
    assert not selectors.listed(judy, "all", text="S-2026-7").exists()
    assert selectors.listed(erin, "all", text="S-2026-7").exists()
    browser = signed_in("judy")
    page = browser.get("/tracing/?show=all").content.decode()
    assert secret not in page
    assert "S-2026-7" not in page
    unseen, unknown = browser.get(f"/tracing/{secret}/"), browser.get("/tracing/O0000000000000/")
    assert (unseen.status_code, unknown.status_code) == (404, 404)


def test_who_is_let_in_sees_it_and_who_is_shut_out_again_does_not(erin, heidi):
    text = searching(erin, handling="secret")
    with pytest.raises(NotFound):
        selectors.request_for(heidi, text)
    requests.let_in(actor=erin, request_id=text, offices=[heidi.agency])
    assert selectors.request_for(heidi, text).named == [heidi.agency]
    assert Notice.objects.filter(kind="tracing.let_in", object=text, agency_id=heidi.agency_id).count() == 1
    with pytest.raises(Forbidden):
        requests.let_in(actor=heidi, request_id=text, offices=[])
    with pytest.raises(Forbidden):
        answering.find_nothing(actor=heidi, request_id=text)
    requests.let_in(actor=erin, request_id=text, offices=[])
    with pytest.raises(NotFound):
        selectors.request_for(heidi, text)


def test_only_offices_of_the_state_are_let_in(erin, ivan):
    text = searching(erin, handling="secret")
    for nobody in (ivan.agency, "A0000000000000"):
        with pytest.raises(Invalid):
            requests.let_in(actor=erin, request_id=text, offices=[nobody])
    requests.let_in(actor=erin, request_id=text, offices=[erin.agency, ""])
    assert row(text).named == []
    requests.withdraw(actor=erin, request_id=text, note="They wrote on 3 March that it was solved.")
    with pytest.raises(Refused):
        requests.let_in(actor=erin, request_id=text, offices=[])


def test_no_exhibit_and_no_search_tells_of_it(dave, erin):
    item = an_exhibit(dave)
    draft = from_exhibit.open_from_item(actor=dave, item=item, country="BE")
    requests.amend_request(actor=dave, request_id=draft, said=_secret(draft))
    requests.send_request(actor=dave, request_id=draft)
    assert Item.objects.get(public_id=item).tracing == ""
    searching(erin, handling="secret", number="S-1")
    assert "S-1" not in str(list(SavedSearch.objects.values()))


def _secret(draft):
    return replace(requests.content_of(row(draft)), handling="secret")


def test_its_files_are_absent_for_whoever_does_not_know_of_it(log, dave, judy, signed_in):
    text = a_request(dave, handling="secret")
    taken = exchange.take_out(actor=dave, request=text)
    record = Exchange.objects.get(hash=taken.hash)
    assert record in selectors.exchanges_for(dave)
    assert record not in selectors.exchanges_for(judy)
    assert signed_in("judy").get(f"/tracing/files/{record.public_id}/original.json").status_code == 404


def test_a_request_that_follows_on_a_secret_one_does_not_name_it(erin, judy, signed_in):
    secret = searching(erin, handling="secret")
    follower = a_request(erin, parent=secret)
    assert secret in signed_in("erin").get(f"/tracing/{follower}/").content.decode()
    assert secret not in signed_in("judy").get(f"/tracing/{follower}/").content.decode()


def test_no_lot_and_no_log_of_what_left_tells_of_it(erin, judy):
    lot = {"headstamp": "KW 71", "lot": "L-9"}
    text = searching(
        erin, handling="secret", thing="ammunition", lot=lot, identity={}, marks=(), agreement="bilateral"
    )
    answer = Answer("diverted", dt.date(2025, 5, 1), diversion="theft", source="Report 4", quantity=100)
    chains.note_link(actor=erin, request_id=text, role="dealer", said=answer)
    answering.answer(actor=erin, request_id=text)
    assert lots.path_of(erin, lot).diverted == 100
    assert lots.path_of(judy, lot).requests == []
    today = timezone.localdate()
    assert len(selectors.left_for(erin, today - DAY, today)) == 1
    assert selectors.left_for(judy, today - DAY, today) == []


def test_its_own_desk_names_who_knows_of_it(erin, heidi, signed_in):
    text = searching(erin, handling="secret")
    browser = signed_in("erin")
    browser.post(f"/tracing/{text}/acts/let_in/", {"offices": [heidi.agency], "expected_n": row(text).n})
    page = browser.get(f"/tracing/{text}/").content.decode()
    assert "Nobody knows of it but these offices:" in page
    assert cast.agency("customs").name in page
    assert WORDS not in page


def test_no_figure_of_the_whole_state_counts_what_is_secret(erin, signed_in):
    """Dashboards, what stands behind them, why requests led nowhere, and what was asked abroad: all as if there were none."""
    year, bob = timezone.now().year, cast.actor("bob")
    text = searching(erin, handling="secret")
    answer = Answer("diverted", DAY_OF_THEFT, diversion="theft", source="Report 4")
    chains.note_link(actor=erin, request_id=text, role="dealer", said=answer)
    step = chains.ask_trader(actor=erin, request_id=text, trader=cast.actor("ivan").agency)
    chains.find_nothing_in_book(actor=cast.actor("ivan"), step_id=step, failure="no_record")
    answering.delay(actor=erin, request_id=text, ground="national_security", note=WORDS)

    def told():
        behind = counts.traces_behind(bob, counts.RequestFilter())[0]
        return len(counts.traces(bob)), behind, figures.why_not(bob, year), figures.asked_abroad(bob, year)

    assert told() == (0, 0, [], {})
    page = signed_in("bob").get(f"/returns/why-not-traced/?year={year}").content.decode()
    assert "Belgium" not in page
    plain = came_in(erin)
    answering.refuse(actor=erin, request_id=plain, ground="investigation", note=WORDS)
    every = told()
    assert every[:2] == (1, 1)
    assert [item[0] for item in every[2]] == ["ground:investigation"]
    assert every[3]["received"] == 1


def test_who_is_shut_out_again_has_no_notice_of_it_any_more(erin, heidi):
    text = searching(erin, handling="secret", number="S-2026-77")
    requests.let_in(actor=erin, request_id=text, offices=[heidi.agency])
    notice = Notice.objects.get(kind="tracing.let_in", object=text)
    assert "S-2026-77" in str(describe(heidi, notice))
    requests.let_in(actor=erin, request_id=text, offices=[])
    notice.refresh_from_db()
    assert notice.done_at is not None
    assert "S-2026-77" not in str(describe(heidi, notice))


def test_that_a_secret_request_was_entered_no_other_desk_learns(erin, heidi):
    came = came_in(erin, handling="secret")
    asked = row(came).reference
    customs = replace(heidi, permissions=erin.permissions, roles=erin.roles, purpose=erin.purpose)

    def enter(actor, **said):
        return requests.receive_request(actor=actor, said=replace(WHOLE, **said), reference_number=asked)

    with pytest.raises(Conflict):
        enter(erin)
    again = enter(customs)
    assert row(again).state == "sent"
    notice = Notice.objects.get(kind="tracing.entered_again", object=came)
    assert notice.agency_id == erin.agency_id
    with pytest.raises(Conflict):
        enter(erin)
    with pytest.raises(Conflict):
        enter(customs)
