"""One model says what an act is told: the page's form and the API's body take the same, and refuse the same in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, Literal

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pydantic import Field, ValidationError

from ifar.acts import forms as inputs_forms
from ifar.acts.forms import buttons_of, done, form_of, submitted
from ifar.acts.inputs import Amount, Code, Day, Input, Moment, Prompt, Seen, Whole, identifier
from ifar.errors import Invalid, Reason


class Loan(Input):
    """Something is lent."""

    to: Annotated[str, identifier("P"), Prompt("Borrower")]
    number: Annotated[Whole, Field(ge=1, le=20), Prompt("How many", way="number")]
    fee: Annotated[Amount, Prompt("Fee", way="amount")]
    why: Annotated[str, Field(max_length=5), Prompt("Reason", needed="(needed for more than five)")] = ""
    seen: Whole | None = None


def _posted(**said: str) -> HttpRequest:
    return RequestFactory().post("/", {**_GIVEN, **said})


_GIVEN = {"to": "Amina (PAAAAAAAAAAAAA)", "number": "٣", "fee": "٢٥٫٥"}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identifiers of this test need no check sign."""

    def parse(text: str) -> str | None:
        return text if text.startswith("P") else None

    monkeypatch.setattr("ifar.scanned.identifiers", SimpleNamespace(parse=parse))


def test_a_form_reads_what_people_type() -> None:
    form = form_of(Loan, _posted(why=" x "))
    assert form.is_valid(), form.errors
    assert form.given == Loan(to="PAAAAAAAAAAAAA", number=3, fee=Decimal("25.5"), why="x")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("number", typed) for typed in ("²", "1_000", "+3", "3.0", "0", "21", "9" * 5000, "true")),
        *(("fee", typed) for typed in ("1.250,50", "-1", "1e5", "NaN", "", ".", "²")),
        *(("to", typed) for typed in ("x", "F0000000000000", "")),
        *(("why", typed) for typed in ("123456", "a\x00b")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_in_every_language(field: str, typed: str) -> None:
    for language in ("en", "ar", "fr"):
        with translation.override(language):
            form = form_of(Loan, _posted(**{field: typed}))
            assert not form.is_valid()
            assert list(form.errors) == [field]
            assert form.errors[field][0].strip()


@pytest.mark.parametrize("number", [True, 3.0, "3 0", None, [3], "²"])
def test_the_api_takes_no_number_that_is_none(number: object) -> None:
    with pytest.raises(ValidationError):
        Loan.model_validate({**_GIVEN, "number": number})


def test_nothing_is_taken_that_nobody_asked_for() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Loan.model_validate({**_GIVEN, "state": "paid"})


def test_a_page_asks_only_what_is_asked_on_pages() -> None:
    form = form_of(Loan)
    assert list(form.fields) == ["to", "number", "fee", "why"]
    assert [name for name, field in form.fields.items() if field.required] == ["to", "number", "fee"]
    assert list(form_of(Loan, without=("why",)).fields) == ["to", "number", "fee"]


def test_the_description_follows_no_language() -> None:
    with translation.override("ar"):
        arabic = Loan.model_json_schema()
    with translation.override("en"):
        assert Loan.model_json_schema() == arabic


def test_the_reasons_of_a_service_stand_at_their_fields() -> None:
    def refuse(_given: Loan) -> str:
        raise Invalid("x", "no", reasons=[Reason("x", "too dear", field="fee"), Reason("y", "not today")])

    form = form_of(Loan, _posted())
    assert submitted(form, refuse) is None
    assert form.errors == {"fee": ["too dear"], "__all__": ["not today"]}
    assert submitted(form_of(Loan), refuse) is None


# Lists, days, versions, answers of several keys ---------------------------------------------------------------------------


class Survey(Input):
    """A storage is looked at."""

    expected_n: Seen = None
    on: Annotated[Day, Prompt("On", way="day")]
    at: Annotated[Moment | None, Prompt("At", way="moment")] = None
    kinds: Annotated[list[Code], Field(min_length=1), Prompt("Kinds", way="checks")]
    papers: Annotated[list[str], Field(max_length=3), Prompt("Papers", way="words")] = []
    lines: Annotated[list[Annotated[str, Field(max_length=9)]] | None, Prompt("Conditions", way="lines")] = (
        None
    )
    owner: Annotated[
        str,
        identifier("P", optional=True),
        Prompt("Owner", way="choice", among=(("PAAAAAAAAAAAAA", "Amina"),), empty="nobody"),
    ] = ""
    found: Annotated[
        dict[Code, Literal["good", "bad"]], Prompt(way="each", among=(("good", "Good"), ("bad", "Bad")))
    ]
    verdict: Annotated[Literal["yes", "no"], Prompt(way="page")]
    marks: Annotated[list[str], Field(max_length=2), Prompt(way="page")] = []


_AMONG: dict[str, Any] = {
    "kinds": [("sport", "Sport"), ("hunting", "Hunting")],
    "found": [("door", "Door", "art. 8"), ("safe", "Safe", "art. 9")],
}
_SURVEY: dict[str, Any] = {
    "on": "2026-01-31",
    "kinds": ["sport", "hunting"],
    "found-door": "good",
    "found-safe": "bad",
    "verdict": "yes",
}


def _survey(**said: Any) -> HttpRequest:
    request = RequestFactory().post("/", {**_SURVEY, **said})
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    request.actor = SimpleNamespace(id="x")  # type: ignore[attr-defined]
    return request


def test_lists_days_and_answers_are_read_from_a_page() -> None:
    values = {
        "on": "٢٠٢٦-٠١-٣١",
        "at": "2026-01-31T08:30",
        "papers": " V1  V2 ",
        "lines": "a safe\r\n\r\n b ",
        "marks": ["x", "y"],
        "expected_n": "٧",
    }
    form = form_of(Survey, _survey(**values), among=_AMONG)
    assert form.is_valid(), form.errors
    given = form.given
    assert (given.on, given.kinds, given.papers) == (dt.date(2026, 1, 31), ["sport", "hunting"], ["V1", "V2"])
    assert (given.lines, given.marks, given.expected_n) == (["a safe", "b"], ["x", "y"], 7)
    assert given.found == {"door": "good", "safe": "bad"}
    assert given.at.utcoffset() is not None


def test_a_list_that_is_emptied_is_empty_and_not_left_out() -> None:
    form = form_of(Survey, _survey(lines=""), among=_AMONG)
    assert form.is_valid()
    assert form.given.lines == []
    assert Survey.model_validate({**_API}).lines is None


_API: dict[str, Any] = {"on": "2026-01-31", "kinds": ["sport"], "found": {"door": "good"}, "verdict": "no"}


@pytest.mark.parametrize(
    ("field", "typed", "at"),
    [
        *(("on", typed, "on") for typed in ("2026-02-30", "1769817600", "31.1.2026", "", "20260131", "2026-01-31T00:00")),
        ("at", "noon", "at"),
        ("kinds", [], "kinds"),
        ("kinds", ["sport", "forged"], "kinds"),
        ("papers", "a b c d", "papers"),
        ("lines", "far too long a line", "lines"),
        ("found-door", "", "found-door"),
        ("found-safe", "ugly", "found-safe"),
        ("verdict", "", "verdict"),
        ("verdict", "perhaps", "verdict"),
        ("marks", ["x", "y", "z"], "marks"),
        *(("expected_n", typed, "expected_n") for typed in ("²", "0", "-1", "9" * 5000)),
    ],
)  # fmt: skip
def test_what_no_list_or_calendar_has_is_refused_at_its_field(field: str, typed: Any, at: str) -> None:
    form = form_of(Survey, _survey(**{field: typed}), among=_AMONG)
    assert not form.is_valid()
    assert list(form.errors) == [at]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("on", value) for value in (1769817600, 20260131, "2026-01-31T10:00:00Z", True, None)),
        *(("at", value) for value in (1769817600, "1769817600", "2026-01-31T08:30", "noon")),
    ],
)
def test_the_api_takes_no_day_or_moment_that_is_none(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Survey.model_validate({**_API, name: value})


def test_an_optional_identifier_may_be_empty_over_http() -> None:
    assert Survey.model_validate({**_API, "owner": ""}).owner == ""
    with pytest.raises(ValidationError):
        Loan.model_validate({**_GIVEN, "to": ""})


def test_a_page_shows_each_key_and_nothing_that_it_says_itself() -> None:
    text = str(form_of(Survey, among=_AMONG, ids="survey"))
    assert 'name="found-door" value="good"' in text
    assert 'id="survey-on"' in text
    assert "nobody" in text
    assert 'name="verdict"' not in text
    assert 'name="marks"' not in text


def test_a_form_that_is_shown_again_holds_the_version_that_is_shown_now_and_what_a_row_said() -> None:
    posted = _survey(on="", expected_n="3", marks=["A", "B"])
    refused = form_of(Survey, posted, ids="survey", among=_AMONG, initial={"expected_n": 5}, alone=True)
    assert not refused.is_valid()
    text = str(refused)
    assert 'name="expected_n" value="5"' in text
    assert 'name="verdict" value="yes"' in text
    assert 'name="marks" value="A"' in text


def test_a_refusal_stands_at_the_field_that_it_concerns_or_above_the_form() -> None:
    def refuse(_given: Any) -> None:
        raise Invalid("x", "no", reasons=[Reason("x", "too late", field="on"), Reason("y", "not today")])

    form = form_of(Survey, _survey(), among=_AMONG)
    assert submitted(form, refuse) is None
    assert form.errors == {"on": ["too late"], "__all__": ["not today"]}
    forged = form_of(Survey, _survey(verdict="perhaps"), among=_AMONG)
    assert submitted(forged, refuse) is None
    assert forged.errors == {"verdict": ["Choose one of the list."]}


def test_each_button_of_several_sends_the_form() -> None:
    class Say(Input):
        """One says yes or no."""

        word: Annotated[Literal["yes", "no"], Prompt(way="buttons", among=(("yes", "Yes"), ("no", "No")))]

    assert buttons_of(Say) == [("word", "yes", "Yes"), ("word", "no", "No")]
    assert "word" not in str(form_of(Say))
    assert buttons_of(Survey) == []


def test_what_a_form_says_is_done_and_told() -> None:
    request, asked = _survey(expected_n="3"), []
    assert done(request, form_of(Survey, request, among=_AMONG), asked.append, "Done.")
    assert (asked[0].expected_n, asked[0].verdict) == (3, "yes")
    assert [str(message) for message in get_messages(request)] == ["Done."]


def test_what_concerns_no_field_that_is_shown_is_told_above_the_page() -> None:
    def refuse(_given: Any) -> None:
        raise Invalid("x", "no", reasons=[Reason("x", "too late", field="on"), Reason("y", "not today")])

    request = _survey()
    form = form_of(Survey, request, among=_AMONG)
    assert not done(request, form, refuse, "Done.")
    assert form.errors == {"on": ["too late"]}
    assert [str(message) for message in get_messages(request)] == ["not today"]
    forged = _survey(verdict="perhaps")
    assert not done(forged, form_of(Survey, forged, among=_AMONG), refuse, "Done.")
    assert [str(message) for message in get_messages(forged)] == ["Choose one of the list."]


def test_the_choices_of_a_field_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Choose(Input):
        """Something is chosen."""

        one: Annotated[Code, Prompt("One", way="choice", among="test_list")]

    def choices(name: str) -> list[tuple[str, str]]:
        asked.append(name)
        return [("a", "A")]

    monkeypatch.setitem(inputs_forms._choices, "test_list", choices)
    assert 'value="a"' in str(form_of(Choose))
    assert asked == ["test_list"]


class Part(Input):
    """What is asked in a row."""

    what: Annotated[str, Field(min_length=1), Prompt("What")]
    until: Annotated[Day, Prompt("Until", way="day")]
    side: Annotated[
        Literal["up", "down"], Prompt("Side", way="choice", among=(("up", "Up"), ("down", "Down")))
    ] = "up"


class Plan(Input):
    """Several parts, and an answer to each question."""

    parts: Annotated[list[Part], Field(min_length=1), Prompt("Parts", way="rows", rows=3)]
    answers: Annotated[
        dict[str, dict[str, str]],
        Prompt("Answers", way="each", each="choice", among=(("yes", "Yes"), ("no", "No"))),
    ] = {}


def _plan(**said: str) -> Any:
    form = form_of(
        Plan,
        RequestFactory().post("/", said),
        initial={"parts-1-until": "2026-01-01"},
        among={"answers": [("a-b", "B?"), ("a-c", "C?")]},
    )
    return form, form.is_valid()


def test_what_is_said_in_rows_and_for_each_key_reaches_the_model_as_the_api_says_it() -> None:
    rows = {
        "parts-1-until": "2026-01-01",
        "parts-2-what": "x",
        "parts-2-until": "2026-02-01",
        "parts-2-side": "down",
    }
    form, is_valid = _plan(**rows, **{"answers-a-c": "no", "answers-a-b": ""})
    assert is_valid, form.errors
    part = Part(what="x", until=dt.date(2026, 2, 1), side="down")
    assert form.given == Plan(parts=[part], answers={"a": {"c": "no"}})


def test_what_is_wrong_in_a_row_stands_in_that_row() -> None:
    form, is_valid = _plan(**{"parts-1-until": "2026-01-02", "parts-2-what": "x", "parts-2-until": "soon"})
    assert not is_valid
    assert set(form.errors) == {"parts-1-what", "parts-2-until"}


def test_where_nothing_is_said_in_any_row_the_first_asks_for_it() -> None:
    form, is_valid = _plan()
    assert not is_valid
    assert form.errors == {"parts-0-what": ["Fill in at least one line."]}


def test_a_day_stands_in_its_field_as_browsers_read_it_in_every_language() -> None:
    with translation.override("fr"):
        form = form_of(Part, initial={"until": dt.date(2026, 1, 31)})
        assert 'value="2026-01-31"' in str(form["until"])
