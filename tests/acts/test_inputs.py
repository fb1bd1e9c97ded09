"""One model says what an act is told: the page's form and the API's body take the same, and refuse the same in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pydantic import Field, ValidationError

from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import Amount, Asked, Input, Whole, identifier
from ifar.errors import Invalid, Reason


class Loan(Input):
    """Something is lent."""

    to: Annotated[str, identifier("P"), Asked("Borrower")]
    number: Annotated[Whole, Field(ge=1, le=20), Asked("How many", way="number")]
    fee: Annotated[Amount, Asked("Fee", way="amount")]
    why: Annotated[str, Field(max_length=5), Asked("Reason", needed="(needed for more than five)")] = ""
    seen: Whole | None = None


def _posted(**said: str) -> HttpRequest:
    return RequestFactory().post("/", {**_GIVEN, **said})


_GIVEN = {"to": "Amina (PAAAAAAAAAAAAA)", "number": "٣", "fee": "٢٥٫٥"}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identifiers of this test need no check sign."""
    monkeypatch.setattr(
        "ifar.acts.inputs.identifiers.parse", lambda text: text if text.startswith("P") else None
    )


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
    assert [name for name, one in form.fields.items() if one.required] == ["to", "number", "fee"]
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
