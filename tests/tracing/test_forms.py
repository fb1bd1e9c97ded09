"""The form of a request in each direction: what is on the page is all that it takes, from a new draft to one that can be sent."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ifar.errors import Invalid
from ifar.outbox import services as outbox
from ifar.tracing import content
from ifar.tracing.content import Content
from ifar.tracing.models import Request
from ifar.tracing.services import from_exhibit, requests
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import WHOLE, a_request, an_exhibit, row

pytestmark = pytest.mark.django_db

SAID = {
    "number": "T-9", "reference": "BE-9/26", "country": "BE", "agreement": "protocol", "channel": "letter", "illicit": "law",
    "recovered_on": "2026-03-01", "circumstances": "Found in the boot of a car.", "use": "investigation", "urgency": "urgent",
    "handling": "restricted", "thing": "firearm", "thing-type": "pistol", "thing-make": "beretta", "thing-calibre": "9x19",
    "thing-serial": "AB71234", "justification": "Section 4.", "place": "Harbour gate",
}  # fmt: skip


class _Names(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in ("input", "select", "textarea") and name:
            self.names.add(name)


def shown(page: str) -> set[str]:
    """The names of the fields that a page shows."""
    reader = _Names()
    reader.feed(page[page.index('class="form"') :])
    return reader.names


def page_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def fill(browser, address, **said):
    """Fill what the page shows, and nothing that it does not."""
    page = page_of(browser.get(address))
    names = shown(page)
    n = re.findall(r'name="expected_n" value="(\d+)"', page)
    given = {name: text for name, text in {**SAID, **said}.items() if name in names}
    return browser.post(address, given | ({"expected_n": n[0]} if n else {}))


@pytest.mark.parametrize(
    ("direction", "who"), [("outgoing", "dave"), ("domestic", "dave"), ("incoming", "erin")]
)
def test_each_form_is_filled_and_kept_with_what_it_shows(signed_in, direction, who):
    browser, office = signed_in(who), cast.agency("customs").public_id
    answer = fill(browser, f"/tracing/new/?direction={direction}", office=office)
    assert answer.status_code == 302, re.findall(r'field-error">.*?<span>(.*?)<', answer.content.decode())
    request = Request.objects.get()
    assert (request.direction, request.urgency, request.recovered_on.isoformat()) == (
        direction,
        "urgent",
        "2026-03-01",
    )
    if direction == "incoming":
        return
    assert request.agreement == ("protocol" if direction == "outgoing" else "iti")
    at = f"/tracing/{request.public_id}"
    answer = fill(browser, f"{at}/edit/", office=office, place="Gate 2")
    assert answer.status_code == 302, re.findall(r'field-error">.*?<span>(.*?)<', answer.content.decode())
    assert row(request.public_id).place == "Gate 2"
    browser.post(f"{at}/acts/sent/")
    assert row(request.public_id).state == "sent"


def test_within_the_state_somebody_else_is_asked(signed_in, dave):
    """The form begins with nobody, does not offer the own office, and refuses it in words; the service too."""
    browser = signed_in("dave")
    page = page_of(browser.get("/tracing/new/?direction=domestic"))
    [choices] = re.findall(r'<select name="office".*?</select>', page, re.S)
    assert re.search(r'<option value=""[^>]* selected>Choose<', choices)
    assert dave.agency not in choices
    answer = fill(browser, "/tracing/new/?direction=domestic", office="")
    assert (answer.status_code, "Choose the office that is asked." in answer.content.decode()) == (422, True)
    answer = fill(browser, "/tracing/new/?direction=domestic", office=dave.agency)
    assert (answer.status_code, "This is your own office." in answer.content.decode()) == (422, True)
    assert not Request.objects.exists()
    for office in ("", dave.agency):
        with pytest.raises(Invalid):
            a_request(dave, "domestic", office=office)
    assert WHOLE.office == ""
    request = row(a_request(dave, "domestic", sent=False, office=cast.agency("customs").public_id))
    request.office = dave.agency
    assert [reason.code for reason in requests.lacking(request)] == ["tracing.own_office"], (
        "a draft of earlier"
    )


def test_a_desk_answers_for_its_own_state(signed_in, dave):
    """Only the desks of the State that is asked are offered; another's is refused, also in a draft of earlier; what leaves names the desk."""
    browser = signed_in("dave")

    def desks(address: str) -> str:
        return re.findall(r'<select name="desk".*?</select>', page_of(browser.get(address)), re.S)[0]

    every, belgian = desks("/tracing/new/"), desks("/tracing/new/?direction=outgoing&country=BE")
    assert '<optgroup label="Belgium">' in every
    assert "gh-commission" in every
    assert "be-liege" in belgian
    assert "gh-commission" not in belgian
    answer = fill(browser, "/tracing/new/?direction=outgoing", desk="gh-commission")
    assert answer.status_code == 422
    assert "This desk is not one of the State that is asked." in answer.content.decode()
    with pytest.raises(Invalid):
        a_request(dave, desk="gh-commission")
    fill(browser, "/tracing/new/?direction=outgoing", desk="be-liege", channel="file")
    request = Request.objects.get()
    preview = page_of(browser.get(f"/tracing/{request.public_id}/preview/"))
    assert re.search(r"Desk that answers</dt>\s*<dd>\s*<bdi>Proof house of Liege", preview)
    request.desk = "gh-commission"
    assert [reason.code for reason in requests.lacking(request)] == ["tracing.desk"]


def test_before_its_number_goes_abroad_whoever_keeps_its_compartment_is_asked(
    signed_in, dave, erin, alice, grace
):
    """The hint of a restricted hit stands on the draft and on what will leave, and not where nothing was met or nothing leaves the State."""
    a_firearm(grace, "DF55512", state="in_stock_state")
    met, other = an_exhibit(erin, "DF55512"), an_exhibit(erin, "NOBODY99")
    while outbox.deliver():
        pass
    browser = signed_in("erin")
    hint = "Before it goes to another State, ask <bdi>Ministry of Defence</bdi> about the mark"
    for item, direction, result in (
        (met, "outgoing", True),
        (other, "outgoing", False),
        (met, "domestic", False),
    ):
        text = from_exhibit.open_from_item(actor=erin, item=item, direction=direction, country="BE")
        pages = [f"/tracing/{text}/"] + ([f"/tracing/{text}/preview/"] if direction == "outgoing" else [])
        for address in pages:
            assert (hint in page_of(browser.get(address))) is result, address


def test_what_is_needed_to_send_is_not_called_optional(signed_in):
    """Each field that `content.missing` asks for says so while a draft is written; what came in is taken as it came."""
    browser = signed_in("erin")

    def said(direction: str) -> dict[str, str]:
        page = page_of(browser.get(f"/tracing/new/?direction={direction}"))
        findall = re.findall(
            r'(?:for|id)="id_([\w-]+?)(?:_legend)?"\s*>[^<]*<span\s+class="optional"\s*>([^<]*)<', page
        )
        return dict(findall)

    out = said("outgoing")
    lacked = {reason.field for reason in content.missing(Content())} | {"lot-headstamp", "lot-lot"}
    assert {name.removeprefix("thing-") for name, text in out.items() if "needed to send" in text} == lacked
    assert out["use"] == "(needed to send)"
    assert "office" not in said("domestic"), "what a draft needs too bears no mark"
    assert out["justification"] == "(optional)"
    assert not [name for name, text in said("incoming").items() if "needed" in text]
