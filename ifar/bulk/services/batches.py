"""One act on many things: what would become of them is looked through, then it is begun, and given up where it must."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb
from pydantic import ValidationError

from ifar import copytext
from ifar.acts.inputs import Input, RecordInput
from ifar.acts.offers import Offers
from ifar.acts.recorder import compartment_of
from ifar.bulk import digests, many, selectors
from ifar.bulk.given import UNREAD
from ifar.bulk.many import Answer, Many, reasons_as_rows
from ifar.bulk.models import Batch
from ifar.bulk.services import running
from ifar.bulk.services.writing import RECORDER
from ifar.documents.things import Line as Named
from ifar.documents.things import of_lines
from ifar.errors import Reason
from ifar.ranges import LONGEST, may_be_range
from ifar.rights import Actor, require

BATCH: Final = Offers(RECORDER, "batch", selectors.batch_for, page="bulk:batch")
TASK: Final = "bulk.work"
_LINES: Final = "COPY bulk_line (batch, n, given, rest, thing, reasons, notes, asked) FROM STDIN"
_NAMED: Final = 3
"""Things that a refusal names; of more nobody chooses."""


def preview(*, actor: Actor, act: str, said: Input | Mapping[str, Any], things: Sequence[str]) -> str:
    """Look through what one act would do to many things; nothing is done to them. Returns the batch's public identifier.

    Args:
        act: its name in the ledger (`custody.chain_handed`).
        said: what is said once for all of them.
        things: numbers or identifiers in their order, as they were given.

    Raises:
        NotFound: there is no such act for this actor.
        Invalid: nothing is given, or too much, or what is said has another form.
    """
    what = selectors.many_for(actor, act)
    require(actor, what.permission)
    if not things or len(things) > what.most:
        code = "bulk.too_many" if things else "bulk.nothing"
        raise RECORDER.invalid(Reason(code, field="things", params={"most": what.most}))
    values = _validated(what, said)
    with transaction.atomic():
        batch = RECORDER.new_id("batch")
        rows, compartment = _looked(actor, what, values, things)
        with connection.cursor() as cursor:
            with cursor.copy(_LINES) as copy:
                copy.write(copytext.rows((batch, n, *row) for n, row in enumerate(rows, 1)))
            cursor.execute(digests.LINES, [batch])
            (listed,) = cursor.fetchone()
        changes = {
            "act": act,
            "listed": listed,
            "total": len(rows),
            "refused": sum(bool(reasons.obj) for *_validated, reasons, _notes, _asked in rows),
        }
        RECORDER.record(
            actor,
            "batch",
            "previewed",
            batch,
            changes=changes,
            personal={"said": values.model_dump(mode="json")},
            keeper=(actor.agency, compartment or compartment_of(actor)),
        )
    return batch


def _validated(what: Many, values: Input | Mapping[str, Any]) -> Input:
    if isinstance(values, Input):
        return values
    try:
        return what.said.model_validate(values)
    except ValidationError as error:
        fields = {str(row["loc"][0]) if row["loc"] else "said" for row in error.errors()}
        raise RECORDER.invalid(*(Reason("bulk.said", field=name) for name in sorted(fields))) from error


def _looked(
    actor: Actor, what: Many, values: Input, things: Sequence[str]
) -> tuple[list[tuple[Any, ...]], str]:
    """The columns of each line from `given` on: what was given, the record that it means, why it is refused, what must be known before, and what
    others are asked; and the compartment of what they are asked."""
    read = _numbers(things) if what.numbers else _records(actor, what, things)
    seen: dict[str, int] = {}
    for n, line in enumerate(read, 1):
        key = what.compared(line.thing)
        if not line.why and key and (first := seen.setdefault(key, n)) != n:
            line.why = (Reason("bulk.double", params={"line": first}),)
    good = [n for n, item in enumerate(read) if not item.why]
    answers = (
        what.look(actor, values, [f"{read[n].thing} {read[n].rest}".rstrip() for n in good]) if good else ()
    )
    against = dict(zip(good, answers, strict=True))
    compartment = next((item.compartment for item in answers if not item.reasons), "")
    waiting = (
        selectors.waiting_on_lists(what.name, [item.thing for item in answers]) if what.several else set()
    )
    rows = []
    for n, (given, line) in enumerate(zip(things, read, strict=True)):
        answer = against.get(n, Answer(reasons=line.why))
        why = line.why or _against(answer, compartment, waiting)
        asked = {} if why else dict(answer.asked)
        thing = "" if what.numbers else line.thing
        told_ = (Jsonb(reasons_as_rows(why)), Jsonb(reasons_as_rows(answer.notes)), Jsonb(asked))
        rows.append((given[: LONGEST * 2], line.rest, thing, *told_))
    return rows, compartment


def _against(answer: Answer, compartment: str, waiting: Container[str]) -> Sequence[Reason]:
    """Why a thing is refused: what refuses the act, or that others could not be asked about it on one list."""
    if answer.reasons:
        return answer.reasons
    if answer.thing in waiting:
        return [Reason("bulk.waits")]
    return [Reason("bulk.by_itself")] if answer.compartment != compartment else []


@dataclass(slots=True)
class _Line:
    """What a line says: a number or a record, what is said of it alone, and why it is refused."""

    thing: str = ""
    rest: str = ""
    why: tuple[Reason, ...] = ()


def _numbers(things: Sequence[str]) -> list[_Line]:
    return [_Line(text, "", _unreadable(text, LONGEST) or _meant(may_be_range(text))) for text in things]


def _records(actor: Actor, what: Many, things: Sequence[str]) -> list[_Line]:
    wrong = [_unreadable(text, LONGEST * 2) for text in things]
    good = [text for text, why in zip(things, wrong, strict=True) if not why]
    lines = iter(of_lines(actor, good, what.letters, behind=bool(what.each), as_one=what.as_one))
    return [_Line(why=why) if why else _named(next(lines)) for why in wrong]


def _named(line: Named) -> _Line:
    if line.identifier:
        return _Line(line.identifier, line.rest)
    if line.several:
        names = ", ".join(f"{item.what} {item.mark}".strip() for item in line.several[:_NAMED])
        return _Line(why=(Reason("bulk.several", params={"names": names}),))
    return _Line(why=_meant(line.is_range) or (Reason("bulk.identifier"),))


def _meant(is_range: bool) -> tuple[Reason, ...]:
    return (Reason("bulk.range"),) if is_range else ()


def _unreadable(text: str, most: int) -> tuple[Reason, ...]:
    if len(text) > most:
        return (Reason("bulk.too_long", params={"most": most}),)
    return (Reason("bulk.details"),) if UNREAD in text else ()


def can_begin(actor: Actor, batch: Batch, *, several: bool = False) -> bool:
    """Whether something is left of a list for an actor to carry out or, where it takes several people, to put before another person."""
    what = next((item for item in many.possible(actor) if item.name == batch.act), None)
    return what is not None and batch.refused < batch.total and what.several == several


def begun_words(batch: Batch) -> Any:
    """What is told once a batch was begun: how it ended, or that it goes on."""
    if batch.state == "running":
        return _("The bulk act has begun. This page shows how far it has come.")
    return _("Carried out. Recorded: %(written)s. Refused: %(refused)s.") % {
        "written": batch.written,
        "refused": batch.refused + batch.rejected,
    }


def _before(batch: Batch) -> Any:
    """What whoever carries it out must know before."""
    if differ := selectors.noted_of(batch).count():
        return _(
            "Items that differ from the record: %(count)s. Carried out so, each leaves a gap; they stand below. What was refused is left out."
        ) % {"count": differ}
    return _("What was refused is left out.")


@BATCH.act(
    "begun",
    RecordInput,
    _("Carry it out"),
    permission="accounts:agency:read",
    done=begun_words,
    hint=_before,
    leads=True,
    when=can_begin,
)
@transaction.atomic
def begin(*, actor: Actor, batch_id: str, expected_n: int | None = None) -> None:
    """Begin a batch: a short one is carried out at once, a long one chunk by chunk in the background.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: it was begun before, or every line is refused.
    """
    require(actor, "accounts:agency:read")
    batch = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    what = selectors.many_for(actor, batch.act)
    require(actor, what.permission)
    if batch.refused == batch.total or what.several:
        raise RECORDER.refused(Reason("bulk.takes_another" if what.several else "bulk.none_left"))
    RECORDER.record(actor, "batch", "begun", batch)
    carry_on(actor, batch)


def carry_on(actor: Actor, batch: Batch) -> None:
    """Carry out what was begun: a short list while the actor waits, a long one in the background."""
    if batch.total <= running.AT_ONCE:
        running.work(batch.public_id, actor)
    else:
        app.configure_task(TASK, queue="imports").defer(batch=batch.public_id)


@BATCH.act(
    "abandoned",
    RecordInput,
    _("Abandon the bulk act"),
    permission="accounts:agency:read",
    done=_("The bulk act is abandoned. What was recorded stays recorded."),
    hint=_("What is done stays done; the rest is left."),
    danger=True,
)
@transaction.atomic
def abandon(*, actor: Actor, batch_id: str, expected_n: int | None = None) -> None:
    """Give a batch up; what it has done stays.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: it is over.
    """
    require(actor, "accounts:agency:read")
    batch = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    RECORDER.record(actor, "batch", "abandoned", batch)


def done_of(batch: Batch) -> list[str]:
    """The records to which a batch was done, in the order of its lines: what a next act begins with."""
    return list(
        selectors.lines_of(batch)
        .filter(entry__isnull=False)
        .order_by("n")
        .values_list("done_thing", flat=True)
    )
