"""The pages of tracing: the queue and its clocks, a request from an exhibit to its outcome, what leaves, the dealer's screen."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ifar.accounts.models import ReadLog
from ifar.ledger import keys
from ifar.recoveries.models import Item
from ifar.recoveries.services.links import link_item
from ifar.registry.search import numbers
from ifar.tracing import selectors
from ifar.tracing.models import Request, Step
from ifar.tracing.services import answering, chains, from_exhibit, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, an_exhibit, came_in, row, searching

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def fields(**said):
    """What the form of a new request says."""
    return {
        "number": "T-9", "country": "BE", "agreement": "iti", "channel": "file", "illicit": ["law"], "recovered_on": "2026-03-01",
        "circumstances": "Found in the boot of a car.", "use": "investigation", "urgency": "routine", "handling": "ordinary",
        "thing": "firearm", "thing-type": "pistol", "thing-make": "beretta", "thing-calibre": "9x19", "thing-serial": "AB71234", **said,
    }  # fmt: skip


def test_a_new_request_is_drafted_sent_and_answered_on_its_page(signed_in):
    browser = signed_in("dave")
    answer = browser.post("/tracing/new/?direction=outgoing", fields())
    [request] = Request.objects.all()
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/tracing/{request.public_id}/"
    page = text_of(browser.get(f"/tracing/{request.public_id}/"))
    assert "Send the request" in page
    assert "Found in the boot of a car." in page
    browser.post(f"/tracing/{request.public_id}/acts/sent/")
    browser.post(f"/tracing/{request.public_id}/acts/acknowledged/", {"reference": "BE-9"})
    browser.post(f"/tracing/{request.public_id}/acts/progressed/")
    assert "Note their answer" in text_of(browser.get(f"/tracing/{request.public_id}/answer/"))
    browser.post(f"/tracing/{request.public_id}/answer/", {"note": "Exported to your State in 2019."})
    assert row(request.public_id).state == "answered"
    assert "Exported to your State in 2019." in text_of(browser.get(f"/tracing/{request.public_id}/"))


def test_bad_input_loses_nothing(signed_in):
    browser = signed_in("dave")
    answer = browser.post(
        "/tracing/new/", fields(recovered_on="2999-01-01", country="", circumstances="A long story.")
    )
    assert answer.status_code == 422
    assert "A long story." in answer.content.decode()
    assert "This lies in the future." in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.parametrize("year", ["2099", "1000"])
def test_an_impossible_year_is_said_at_the_year(signed_in, year):
    answer = signed_in("dave").post("/tracing/new/", fields(**{"thing-year": year}))
    assert answer.status_code == 422
    form, thing = answer.context["form"], answer.context["thing"]
    assert not form.errors
    assert list(thing.errors) == ["year"]
    assert "Choose one of the list" not in str(thing.errors)
    assert "registry." not in str(thing.errors)


def test_the_desk_that_was_chosen_stays_among_those_of_its_state_and_is_asked_for_anew_elsewhere(signed_in):
    browser = signed_in("dave")
    page = text_of(browser.get("/tracing/new/"))
    assert 'hx-include="#id_desk"' in page
    assert 'hx-disable="#id_desk"' in page, "nothing is chosen of a list that is about to be another"
    kept = text_of(browser.get("/tracing/new/", {"country": "GH", "desk": "gh-commission"}))
    assert '<option value="gh-commission" selected>' in kept
    other = text_of(browser.get("/tracing/new/", {"country": "BE", "desk": "gh-commission"}))
    assert "Choose again: the desk that was chosen is of another State" in other
    assert 'value="gh-commission"' not in other


def test_an_answer_asks_first_which_of_the_firearms_it_is(signed_in, erin):
    a_firearm(cast.actor("alice"), "AB71234")
    text, browser = searching(erin), signed_in("erin")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "Choose first which firearm it is" in page
    assert f'href="/tracing/{text}/#candidates"' in page
    assert 'id="candidates"' in text_of(browser.get(f"/tracing/{text}/"))
    unknown = searching(erin, marks=({"kind": "serial", "text": "ZZ000017"},))
    page = text_of(browser.get(f"/tracing/{unknown}/answer/"))
    assert "The register knows nothing of it that could be answered." in page


def test_what_is_missing_is_said_before_sending(signed_in, dave):
    text = a_request(dave, sent=False, use="")
    browser = signed_in("dave")
    assert "Say what the answer is wanted for." in text_of(browser.get(f"/tracing/{text}/"))
    browser.post(f"/tracing/{text}/acts/sent/")
    assert row(text).state == "draft"
    answer = browser.post(f"/tracing/{text}/edit/", {**fields(), "expected_n": row(text).n})
    assert answer.status_code == 302, answer.content.decode()
    browser.post(f"/tracing/{text}/acts/sent/")
    assert row(text).state == "sent"


def test_from_an_exhibit_in_one_act_to_its_outcome(signed_in, erin, ivan):
    """Must-have 17-19 on the pages: asked, identified, the dealer answers, last holder, point of diversion, outcome."""
    a_firearm(cast.actor("alice"), "AB71234")
    item = an_exhibit(erin)
    browser = signed_in("erin")
    assert "Trace the firearm" in text_of(browser.get(f"/recoveries/items/{item}/"))
    browser.post(f"/tracing/from/{item}/", {"direction": "own"})
    public_id = Request.objects.get().public_id
    at = f"/tracing/{public_id}"
    for what in ("sent", "acknowledged", "searched"):
        browser.post(f"{at}/acts/{what}/")
    page = text_of(browser.get(f"{at}/"))
    [firearm] = set(re.findall(r'name="firearm" value="(F\w+)"', page))
    browser.post(f"{at}/acts/identified/", {"firearm": firearm})
    browser.post(f"{at}/ask/", {"trader": ivan.agency, "role": "dealer"})
    step = Step.objects.get()
    dealer = signed_in("ivan")
    assert "24 hours" in text_of(dealer.get("/tracing/questions/"))
    answer = dealer.post(
        f"/tracing/questions/{step.public_id}/acts/answered/",
        {
            "result": "passed_on",
            "on": "2021-02-28",
            "to_role": "holder",
            "name": "Wei Zhang",
            "source": "Book 3",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    browser.post(
        f"{at}/link/",
        {
            "role": "holder",
            "result": "diverted",
            "on": "2023-05-01",
            "diversion": "theft",
            "source": "Report 3",
        },
    )
    page = text_of(browser.get(f"{at}/"))
    for value in ("Wei Zhang", "Theft", "1827 days (5.00 years)", "Ivan&#x27;s Arms"):
        assert value in page, value
    preview = text_of(browser.get(f"{at}/answer/"))
    assert "Who the last legal holder is" in preview
    browser.post(f"{at}/answer/", {"ground": "", "note": ""})
    browser.post(f"{at}/acts/settled/", {"outcome": "illegitimate_owner_national"})
    assert (row(public_id).state, row(public_id).outcome) == ("answered", "illegitimate_owner_national")
    assert Item.objects.get(public_id=item).tracing == "illegitimate_owner_national"
    assert "What the answer says" in text_of(browser.get(f"{at}/")), (
        "asked and answered by the same office, nothing left"
    )


def test_what_will_leave_is_shown_before_it_is_sent(signed_in, erin, ivan):
    a_firearm(cast.actor("alice"), "AB71234")
    text = searching(erin)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    value = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=value)
    browser = signed_in("erin")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "The agreement does not cover it. It leaves only under:" in page
    page = text_of(browser.get(f"/tracing/{text}/answer/?ground=investigation"))
    assert "held back by the ground" in page
    answer = browser.post(f"/tracing/{text}/answer/", {"ground": "investigation", "note": "no"})
    assert answer.status_code == 422
    browser.post(f"/tracing/{text}/answer/", {"ground": "investigation", "note": WORDS})
    assert row(text).state == "restricted"


def test_w07_an_answer_says_what_stays_why_and_what_may_be_done(signed_in, erin, ivan, monkeypatch):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    text = searching(erin, agreement="none")
    answering.identify(actor=erin, request_id=text, firearm=arm, note=WORDS)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    browser = signed_in("erin")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "Agreement: No agreement." in " ".join(page.split())
    assert "It leaves only under: An agreement of both States that covers personal data." in page
    assert "The agreement does not cover it" not in page
    for choice in (
        "Answer with what leaves",
        "a request for mutual legal assistance",
        "choose its ground above",
    ):
        assert choice in page, choice
    assert "Disclose everything the agreement covers" not in page
    monkeypatch.setattr("ifar.tracing.counterpart_view.agreement_of", lambda request: "iti")
    monkeypatch.setattr(answering, "agreement_of", lambda request: "iti")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "Agreement: The International Tracing Instrument." in " ".join(page.split())
    assert "The agreement does not cover it. It leaves only under: Both States are Parties" in page
    assert "No agreement with this State" not in page
    monkeypatch.setattr(answering, "agreement_of", lambda request: "mla")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "Disclose everything the agreement covers" in page
    assert "Choose before you answer" not in page


def test_w07_where_nothing_may_leave_no_answer_is_offered_and_the_refusal_says_why(signed_in, erin, ivan):
    text = searching(erin, agreement="none")
    browser = signed_in("erin")
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    assert "The register knows nothing of it that could be answered." in page
    assert "Disclose everything the agreement covers" not in page
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    page = text_of(browser.get(f"/tracing/{text}/answer/"))
    for offered in (
        "Answer with what leaves",
        "Disclose everything the agreement covers",
        "Answer now with what leaves",
    ):
        assert offered not in page, offered
    assert "Nothing leaves. Choose above the ground on which it is held back" in page
    refused = browser.post(f"/tracing/{text}/answer/", {"ground": "", "note": ""})
    assert refused.status_code == 422
    assert "Nothing of what is known may leave" in refused.content.decode()
    assert "knows nothing" not in refused.content.decode()
    assert "Answer in part" in text_of(browser.get(f"/tracing/{text}/answer/?ground=investigation"))
    browser.post(f"/tracing/{text}/answer/", {"ground": "investigation", "note": WORDS})
    assert row(text).state == "restricted"


def test_a_refusal_without_a_ground_is_refused_on_the_page(signed_in, erin):
    came = came_in(erin)
    browser = signed_in("erin")
    refused = browser.post(f"/tracing/{came}/acts/refused/", {"ground": "", "note": WORDS})
    assert (refused.status_code, row(came).state) == (422, "sent")
    assert WORDS in refused.content.decode(), "what was typed is there still"
    browser.post(f"/tracing/{came}/acts/refused/", {"ground": "national_security", "note": WORDS})
    assert row(came).state == "refused"
    assert WORDS in text_of(browser.get(f"/tracing/{came}/"))


def test_the_dealers_screen_tells_what_to_look_for_and_nothing_else(signed_in, erin, ivan):
    text = searching(erin, number="SECRET-77", place="Harbour gate", country="BE")
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    page = text_of(signed_in("ivan").get(f"/tracing/questions/{asked}/"))
    assert "AB71234" in page
    for hidden in (
        "SECRET-77",
        "Harbour gate",
        "boot of a car",
        "BE-77/2026",
        text,
        "Harbour Police",
    ):
        assert hidden not in page, hidden


def test_each_read_of_what_is_personal_is_logged(signed_in, erin):
    came = came_in(erin)
    signed_in("erin").get(f"/tracing/{came}/")
    assert ReadLog.objects.filter(object=came, act="tracing.request.read", actor=erin.id).count() == 1


def test_the_queue_shows_the_clock_and_narrows(signed_in, erin, dave):
    came_in(erin)
    out = a_request(dave, number="OUT-1")
    browser = signed_in("erin")
    page = text_of(browser.get("/tracing/"))
    assert "BE-77/2026" in page or "T-2026-1" in page
    assert "OUT-1" not in page
    assert "OUT-1" in text_of(browser.get("/tracing/?show=asked"))
    assert "days left" in text_of(browser.get("/tracing/?show=asked"))
    assert "OUT-1" in text_of(browser.get(f"/tracing/?show=all&q={out}"))
    assert "OUT-1" not in text_of(browser.get("/tracing/?show=all&country=IT"))


@pytest.mark.parametrize(("address", "most"), [("/tracing/?show=all", 14), ("/tracing/questions/", 14)])
def test_queries_of_a_list_do_not_grow_with_it(signed_in, erin, ivan, address, most):
    who = "ivan" if "questions" in address else "erin"
    browser = signed_in(who)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text_of(browser.get(address))
        return len(queries)

    def more() -> None:
        text = searching(erin)
        chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)

    more()
    browser.get(address)
    before = asked()
    for _ in range(4):
        more()
    assert asked() <= before
    assert before <= most


def test_queries_of_a_request_do_not_grow_with_its_chain(signed_in, erin, ivan):
    text = searching(erin)
    browser = signed_in("erin")

    def more() -> None:
        asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
        chains.answer_question(
            actor=ivan, step_id=asked, said=Answer("passed_on", dt.date(2021, 2, 28), "dealer", ivan.agency)
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(browser.get(f"/tracing/{text}/"))
        return len(queries)

    more()
    asked()
    before = asked()
    for _ in range(4):
        more()
    assert asked() <= before


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_pages_stand_in_each_language(signed_in, erin, ivan, language):
    text = searching(erin)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.answer_question(actor=ivan, step_id=asked, said=Answer("kept"))
    answering.find_nothing(actor=erin, request_id=text)
    browser = signed_in("erin")
    browser.cookies["django_language"] = language
    for address in ("/tracing/", "/tracing/new/", f"/tracing/{text}/", f"/tracing/{text}/link/"):
        page = text_of(browser.get(address, headers={"accept-language": language}))
        assert f'lang="{language}"' in page
        assert "Trace request" not in page


def test_a_file_is_taken_in_on_its_page_and_a_refusal_says_why(signed_in):
    browser = signed_in("erin")
    browser.post("/tracing/files/", {"file": SimpleUploadedFile("x.json", b"[]", "application/json")})
    page = text_of(browser.get("/tracing/files/"))
    assert "The file was refused: It is no such file, or it is damaged." in page
    assert "It is no such file, or it is damaged.</span>" in page, "the log says it too"


def test_the_directory_names_desks_with_their_source(signed_in, dave):
    a_request(dave)
    page = text_of(signed_in("dave").get("/tracing/desks/"))
    assert "Law of 24 May 1888" in page
    assert "0 of 1" in page


def test_the_file_of_a_request_is_taken_out(signed_in, dave, monkeypatch, tmp_path):
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    keys.Keyring.at(tmp_path).current(settings.IFAR_LEDGER_NAME)
    text = a_request(dave)
    answer = signed_in("dave").post(f"/tracing/{text}/file.json")
    assert answer["Content-Type"].startswith("application/json")
    assert json.loads(answer.content)["payload"]["request"] == text


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_that_nobody_knows_a_calibre_is_shown_and_stays_through_the_form(signed_in, language):
    browser = signed_in("dave")
    browser.cookies["django_language"] = language
    browser.post(
        "/tracing/new/?direction=outgoing", fields(**{"thing-calibre": "unknown", "thing-make": "none"})
    )
    request = Request.objects.get()
    form = browser.get(f"/tracing/{request.public_id}/edit/").context["thing"]
    kept = {f"thing-{name}": form[name].value() or "" for name in form.fields}
    assert (kept["thing-calibre"], kept["thing-make"]) != ("", "")
    assert f"<bdi>{kept['thing-calibre']}</bdi>" in text_of(browser.get(f"/tracing/{request.public_id}/"))
    browser.post(f"/tracing/{request.public_id}/edit/", {**fields(), **kept, "expected_n": request.n})
    identity = row(request.public_id).identity
    assert (identity["calibre_status"], identity.get("calibre_raw", ""), identity["make_status"]) == (
        "unknown",
        "",
        "none",
    )
    assert requests.lacking(row(request.public_id)) == []


def test_what_leaves_with_a_request_is_shown_first_and_the_file_that_was_not_taken_out_is_marked(
    signed_in, dave, monkeypatch, tmp_path
):
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    keys.Keyring.at(tmp_path).current(settings.IFAR_LEDGER_NAME)
    text = a_request(dave, sent=False)
    browser = signed_in("dave")
    assert f"/tracing/{text}/preview/" in text_of(browser.get(f"/tracing/{text}/"))
    page = text_of(browser.get(f"/tracing/{text}/preview/"))
    for value in ("AB71234", "Found in the boot of a car", "Belgium", "Send the request"):
        assert value in page, value
    assert "1 Mar 2026" in page
    assert "2026-03-01" not in page, "a day is worded, as everywhere on pages"
    assert "not taken out yet" not in text_of(browser.get(f"/tracing/{text}/"))
    browser.post(f"/tracing/{text}/acts/sent/")
    page = text_of(browser.get(f"/tracing/{text}/"))
    assert "The file was not taken out yet." in page
    assert "Ready to hand over. Its clock runs" in page
    assert "Noted as sent" not in page
    ready = re.compile(r'class="badge badge-warn"\s*>Ready to hand over</span')
    for address in (f"/tracing/{text}/", "/tracing/?show=asked"):
        assert ready.search(text_of(browser.get(address))), address
    browser.post(f"/tracing/{text}/file.json")
    assert "not taken out yet" not in text_of(browser.get(f"/tracing/{text}/"))
    for address in (f"/tracing/{text}/", "/tracing/?show=asked"):
        page = text_of(browser.get(address))
        assert not ready.search(page)
        assert re.search(r"class=\"badge\"\s*>Sent</span>", page)
    assert row(text).state == "sent"


def test_a_letter_is_noted_as_sent(signed_in, dave):
    text = a_request(dave, sent=False, channel="letter")
    browser = signed_in("dave")
    browser.post(f"/tracing/{text}/acts/sent/")
    assert "Noted as sent. Its clock runs." in text_of(browser.get(f"/tracing/{text}/"))


def test_what_came_by_letter_is_answered_on_paper_and_not_by_a_file(signed_in, erin):
    text = searching(erin)
    answering.find_nothing(actor=erin, request_id=text)
    page = text_of(signed_in("erin").get(f"/tracing/{text}/"))
    assert f"/tracing/{text}/file.pdf" in page
    assert f"/tracing/{text}/file.json" not in page


def test_an_exhibit_knows_its_traces_and_asks_before_a_second_one(signed_in, erin):
    item = an_exhibit(erin)
    browser = signed_in("erin")
    assert f"/tracing/of/{item}/" in text_of(browser.get(f"/recoveries/items/{item}/"))
    assert "Trace requests about it" not in text_of(browser.get(f"/tracing/of/{item}/"))
    browser.post(f"/tracing/from/{item}/", {"direction": "own"})
    request = Request.objects.get()
    assert f"/tracing/{request.public_id}/" in text_of(browser.get(f"/tracing/of/{item}/"))
    page = text_of(browser.post(f"/tracing/from/{item}/", {"direction": "own"}, follow=True))
    assert "It is traced already" in page
    assert f"/tracing/{request.public_id}/" in page
    assert Request.objects.count() == 1
    browser.post(f"/tracing/from/{item}/", {"direction": "own", "again": "1"})
    assert Request.objects.count() == 2


def test_of_an_exhibit_another_office_of_this_state_is_asked_and_the_own_desk_only_by_its_name(
    signed_in, dave, erin, alice
):
    item = an_exhibit(erin)
    browser = signed_in("erin")
    page = browser.post(f"/tracing/from/{item}/", {"direction": "domestic"}, follow=True)
    assert page.status_code == 200
    assert not Request.objects.exists(), "whom to ask is not said yet"
    offered = dict(page.context["offices"])
    assert erin.agency not in offered
    assert alice.agency in offered
    browser.post(f"/tracing/from/{item}/", {"direction": "domestic", "office": alice.agency})
    first = Request.objects.get()
    assert (first.direction, first.office) == ("domestic", alice.agency)
    assert f'value="{erin.agency}"' not in browser.get(f"/tracing/{first.public_id}/edit/").content.decode()
    again = browser.post(
        f"/tracing/from/{item}/", {"direction": "domestic", "again": "1"}, follow=True
    ).content.decode()
    assert '<input type="hidden" name="again" value="1">' in again
    browser.post(f"/tracing/from/{item}/", {"direction": "own", "again": "1"})
    second = Request.objects.latest("id")
    assert second.office == erin.agency
    assert (
        f'value="{erin.agency}" selected'
        in browser.get(f"/tracing/{second.public_id}/edit/").content.decode()
    )


def test_the_other_side_of_a_request_is_whoever_is_not_the_reader(signed_in, erin, alice):
    item = an_exhibit(erin)
    path = f"/tracing/from/{item}/"
    signed_in("erin").post(path, {"direction": "domestic", "office": alice.agency})
    asked = Request.objects.get()
    signed_in("erin").post(f"/tracing/{asked.public_id}/acts/sent/")
    ours, theirs = cast.agency("harbour").name, cast.agency("province").name
    for name, other in (("erin", theirs), ("judy", ours)):
        answer = signed_in(name).get("/tracing/?show=all")
        assert [row["other"] for row in answer.context["rows"]] == [other], name
    signed_in("erin").post(path, {"direction": "own", "again": "1"})
    rows = signed_in("erin").get("/tracing/?show=all").context["rows"]
    assert {row["one"].office: row["other"] for row in rows} == {alice.agency: theirs, erin.agency: ours}


def test_what_is_to_be_chosen_before_a_draft_stays_when_it_is_reloaded_or_its_language_changes(
    signed_in, erin, alice
):
    item = an_exhibit(erin)
    browser, path = signed_in("erin"), f"/tracing/from/{item}/"
    (place, status) = browser.post(path, {"direction": "domestic"}, follow=True).redirect_chain[-1]
    assert status == 302
    assert alice.agency in browser.get(place).content.decode()
    answer = browser.post("/language/", {"language": "fr", "next": place}, follow=True)
    assert answer.status_code == 200
    assert alice.agency in answer.content.decode()
    browser.post(path, {"direction": "own"})
    (place, _) = browser.post(path, {"direction": "outgoing"}, follow=True).redirect_chain[-1]
    reloaded = browser.get(place)
    assert reloaded.status_code == 200
    assert f"/tracing/{Request.objects.get().public_id}/" in reloaded.content.decode()
    assert 'name="direction" value="outgoing"' in reloaded.content.decode()
    assert browser.get(path)["Location"] == f"/recoveries/items/{item}/"
    assert Request.objects.count() == 1


def test_where_no_other_office_answers_it_is_said(signed_in, erin, monkeypatch):
    item = an_exhibit(erin)
    monkeypatch.setattr(selectors, "offices_that_answer", lambda: [(erin.agency, "Harbour police")])
    browser = signed_in("erin")
    for answer in (
        browser.post(f"/tracing/from/{item}/", {"direction": "domestic"}, follow=True),
        browser.get("/tracing/new/?direction=domestic"),
    ):
        assert "No other office of this State answers trace requests." in text_of(answer)
    page = browser.post(f"/tracing/from/{item}/", {"direction": "domestic"}, follow=True).content.decode()
    assert "Trace it here" in page
    assert '<select id="office"' not in page


def test_what_an_exhibit_does_not_say_is_taken_from_the_firearm_that_it_is(erin):
    arm = a_firearm(cast.actor("alice"), "AB71234", identity={"year": 1998, "country_made": "IT"}).firearm
    item = an_exhibit(erin)
    link_item(actor=erin, item_id=item, firearm=arm)
    identity = row(from_exhibit.open_from_item(actor=erin, item=item)).identity
    assert (identity["year"], identity["country_made"], identity["calibre"]) == (1998, "IT", "9x19")


def test_from_a_search_and_from_a_firearm_another_state_is_asked_with_what_is_known(signed_in, erin):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    browser = signed_in("erin")
    assert f"/tracing/new/?firearm={arm}" in text_of(browser.get(f"/firearms/{arm}/"))
    for serial in ("AB71234", "ZZ99999"):
        assert f"/tracing/new/?serial={serial}" in text_of(browser.get(f"/search/?q={serial}"))
    form = browser.get("/tracing/new/?serial=ZZ99999&make=Beretta").context["thing"]
    assert (form["serial"].value(), form["make"].value()) == ("ZZ99999", "Beretta")
    form = browser.get(f"/tracing/new/?firearm={arm}").context["thing"]
    assert form["serial"].value() == "AB71234"
    assert "Beretta" in form["make"].value()


def test_no_bare_number_stands_beside_a_match_that_something_contradicts(signed_in, erin, alice):
    a_firearm(alice, "AB71234", identity={"make": "glock"})
    text = searching(erin)
    page = text_of(signed_in("erin").get(f"/tracing/{text}/"))
    words = re.sub(r"<[^>]+>", " ", page)
    assert "The mark agrees; what differs: make" in words
    assert re.search(r"Look at the firearm; \d+ % likely all the same\.", words)
    assert "<meter" not in page
    a_firearm(alice, "AB71234")
    page = text_of(signed_in("erin").get(f"/tracing/{text}/"))
    assert page.count("<meter") == 1, "what fits needs no words"


def test_only_the_day_that_is_not_known_is_said_to_be_unknown(signed_in, dave, alice):
    browser, why = signed_in("dave"), "Time-to-crime is not computed: the day of the "
    page = text_of(browser.get(f"/tracing/{a_request(dave, sent=False)}/"))
    assert f"{why}first retail sale is not known." in page, "it was found on a day that stands beside it"
    assert "the day of the find is not known" not in page
    sold = a_firearm(alice, "AB71234").firearm
    with (
        mock.patch("ifar.tracing.disclosable_facts.firearm_of", return_value=mock.Mock(public_id=sold)),
        mock.patch("ifar.tracing.disclosable_facts.first_sale", return_value=dt.date(2020, 1, 1)),
        mock.patch("ifar.tracing.chain_of_ownership.life_of", return_value=[]),
    ):
        page = text_of(browser.get(f"/tracing/{a_request(dave, sent=False, recovered_on=None)}/"))
    assert f"{why}find is not known." in page


def test_w23_the_day_of_the_sale_that_the_answer_names_is_not_said_to_be_unknown(signed_in, dave):
    browser, why = signed_in("dave"), "Time-to-crime is not computed"
    sent = a_request(dave)
    answering.acknowledge(actor=dave, request_id=sent)
    answering.note_progress(actor=dave, request_id=sent)
    answering.answer(actor=dave, request_id=sent, told={"first_sale": "2024-03-01"})
    page = text_of(browser.get(f"/tracing/{sent}/"))
    assert "What the answer says" in page
    assert "What left with the answer" not in page, "it is another State's answer, not ours"
    assert "730 days (2.00 years)" in page
    assert "counted from the first retail sale as the answer says it" in page
    assert why not in page
    with mock.patch("ifar.tracing.views.request.actor_of", return_value=replace(dave, purpose=None)):
        page = text_of(browser.get(f"/tracing/{sent}/"))
    assert "What the answer says" not in page, "it is sealed to whoever states no purpose"
    assert why not in page


def test_a_request_is_opened_by_its_number_by_those_who_see_it(erin, alice):
    asked = came_in(erin)
    number = row(asked).reference.lower()
    assert [numbered.url for numbered in numbers.found(erin, number)] == [
        reverse("tracing:request", args=(asked,))
    ]
    assert numbers.found(alice, number) == []
