"""What somebody writes past the service with a valid entry: the database refuses it, and where it was made silent the replay names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from ifar.acts.recorder import WrittenAct
from ifar.acts.replay import replay_of
from ifar.cashier.acts import ACTS
from ifar.cashier.models import Till
from ifar.cashier.services import tills
from ifar.cashier.services.writing import RECORDER
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.cashier.conftest import a_till, load_fees
from tests.databases import Database, ground


@pytest.fixture(scope="module", autouse=True)
def fees(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Database]:
    """The cast's country with fees."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        load_fees(tmp_path_factory.mktemp("facts") / "xland")
        with django_db_blocker.block():
            yield database


def _next(till: Till, kind: str, **said: Any) -> WrittenAct:
    """The next act on a till, as somebody makes it by hand."""
    act = ACTS["till", kind]
    made = WrittenAct(
        name=ACTS.name(act),
        record_type="till",
        kind=kind,
        subject=till.public_id,
        n=till.n + 1,
        previous=till.last_event,
        schema=ACTS.schema(act),
        details={},
        changes={"state": "counted", "counted": "100.00", "expected": "100.00", "difference": "0.00"},
    )
    return replace(made, **said)


FORGED: dict[str, Callable[[Till], WrittenAct]] = {
    "an act that is impossible, without a state": lambda till: _next(
        till, "opened", changes={"opening": "5000.00"}
    ),
    "an act that is possible, without a state": lambda till: _next(
        till, "counted", changes={"counted": "100.00"}
    ),
    "details that are a list": lambda till: _next(till, "counted", details=[]),
    "details that are a text": lambda till: _next(till, "counted", details="abc"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("forged", FORGED.values(), ids=list(FORGED))
def test_the_database_refuses_it(forged: Callable[[Till], WrittenAct]) -> None:
    alice = cast.actor("alice")
    a_till(alice)
    with pytest.raises((IntegrityError, DataError)), without_guards(RECORDER), transaction.atomic():
        RECORDER.write(alice, forged(Till.objects.get()))


@pytest.mark.django_db
@pytest.mark.parametrize("explanation", [None, "short"])
def test_what_two_people_decided_is_done_whole(
    explanation: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob approved that the difference is explained by a thief; Nina writes the closing without it, or with another word."""
    alice = cast.actor("alice")
    till_id = a_till(alice)
    tills.count_till(actor=alice, till_id=till_id, counted=Decimal("90.00"))
    wanted = tills.propose_closing(actor=alice, till_id=till_id, explanation="stolen", reason="over")
    details = wanted.payload["details"]

    def write(actor: Actor, record_type: str, kind: str, on: Till, **said: Any) -> WrittenAct:
        personal = {} if explanation is None else {"explanation": explanation}
        state = {"state": "closed"}
        made = _next(
            on, "closed", details=details, changes=state, personal=personal, proposal=wanted.public_id
        )
        RECORDER.write(actor, made)
        return made

    monkeypatch.setattr(RECORDER, "record", write)
    from ifar.accounts.services import proposals

    with (
        pytest.raises(IntegrityError, match="not decided"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        proposals.decide(actor=cast.actor("bob"), proposal=wanted.public_id, verdict="approve")


@pytest.mark.django_db
def test_an_honest_till_is_not_named() -> None:
    alice = cast.actor("alice")
    tills.count_till(actor=alice, till_id=a_till(alice), counted=Decimal("100.00"))
    with connection.cursor() as cursor:
        assert list(replay_of(ACTS).check(cursor.cursor, None)) == []
