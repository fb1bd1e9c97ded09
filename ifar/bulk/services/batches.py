"""One act on many things: what would become of them is looked through, then it is begun, and given up where it must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb
from pydantic import ValidationError

from ifar import copytext, identifiers
from ifar.acts.inputs import Input, Told
from ifar.acts.offers import Offers
from ifar.bulk import digests, many, selectors
from ifar.bulk.given import UNREAD, parted
from ifar.bulk.many import Many, told_of
from ifar.bulk.models import Batch
from ifar.bulk.ranges import LONGEST
from ifar.bulk.services import running
from ifar.bulk.services.writing import RECORDER
from ifar.errors import Reason
from ifar.rights import Actor, require

BATCH: Final = Offers(RECORDER, "batch", selectors.batch_for, page="bulk:batch")
TASK: Final = "bulk.work"
_LINES: Final = "COPY bulk_line (batch, n, given, thing, reasons) FROM STDIN"


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
    told = _said(what, said)
    with transaction.atomic():
        batch = RECORDER.new_id("batch")
        rows = list(_looked(actor, what, told, things))
        with connection.cursor() as cursor:
            with cursor.copy(_LINES) as copy:
                copy.write(copytext.rows((batch, n, *row) for n, row in enumerate(rows, 1)))
            cursor.execute(digests.LINES, [batch])
            (listed,) = cursor.fetchone()
        changes = {
            "act": act,
            "listed": listed,
            "total": len(rows),
            "refused": sum(bool(reasons.obj) for _given, _thing, reasons in rows),
        }
        RECORDER.record(
            actor,
            "batch",
            "previewed",
            batch,
            changes=changes,
            personal={"said": told.model_dump(mode="json")},
        )
    return batch


def _said(what: Many, said: Input | Mapping[str, Any]) -> Input:
    if isinstance(said, Input):
        return said
    try:
        return what.said.model_validate(said)
    except ValidationError as error:
        fields = {str(one["loc"][0]) if one["loc"] else "said" for one in error.errors()}
        raise RECORDER.invalid(*(Reason("bulk.said", field=name) for name in sorted(fields))) from error


def _looked(actor: Actor, what: Many, told: Input, things: Sequence[str]) -> Iterable[tuple[str, str, Jsonb]]:
    """What was given, the record that it means, and why it is refused."""
    read = [_read(what, one) for one in things]
    seen: dict[str, int] = {}
    for n, (thing, reasons) in enumerate(read, 1):
        key = what.compared(thing if what.numbers else thing.partition(" ")[0])
        if not reasons and key and (first := seen.setdefault(key, n)) != n:
            reasons.append(Reason("bulk.double", params={"line": first}))
    good = [n for n, (_thing, reasons) in enumerate(read) if not reasons]
    answers = what.look(actor, told, [read[n][0] for n in good]) if good else ()
    against = dict(zip(good, answers, strict=True))
    for n, (one, (thing, reasons)) in enumerate(zip(things, read, strict=True)):
        why = reasons or against[n].reasons
        yield one[: LONGEST * 2], "" if what.numbers else thing[: identifiers.LENGTH], Jsonb(told_of(why))


def _read(what: Many, text: str) -> tuple[str, list[Reason]]:
    most = LONGEST if what.numbers else LONGEST * 2
    if len(text) > most:
        return text, [Reason("bulk.too_long", params={"most": most})]
    if UNREAD in text:
        return text, [Reason("bulk.details")]
    if what.numbers:
        return text, []
    found, rest = parted(text)
    if not found or (what.letters and found[0] not in what.letters) or (rest and not what.each):
        return "", [Reason("bulk.identifier")]
    return f"{found} {rest}".rstrip(), []


def _can_begin(actor: Actor, found: Batch) -> bool:
    return found.refused < found.total and any(one.name == found.act for one in many.possible(actor))


@BATCH.act(
    "begun",
    Told,
    _("Carry it out"),
    permission="accounts:agency:read",
    hint=_("What was refused is left out."),
    leads=True,
    when=_can_begin,
)
@transaction.atomic
def begin(*, actor: Actor, batch_id: str, expected_n: int | None = None) -> None:
    """Begin a batch: a short one is carried out at once, a long one chunk by chunk in the background.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: it was begun before, or every line is refused.
    """
    require(actor, "accounts:agency:read")
    found = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(found, expected_n)
    require(actor, selectors.many_for(actor, found.act).permission)
    if found.refused == found.total:
        raise RECORDER.refused(Reason("bulk.none_left"))
    RECORDER.record(actor, "batch", "begun", found)
    if found.total <= running.AT_ONCE:
        running.work(batch_id, actor)
    else:
        app.configure_task(TASK, queue="imports").defer(batch=batch_id)


@BATCH.act(
    "abandoned",
    Told,
    _("Abandon the bulk act"),
    permission="accounts:agency:read",
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
    found = selectors.batch_for(actor, batch_id)
    RECORDER.check_expected(found, expected_n)
    RECORDER.record(actor, "batch", "abandoned", found)


def done_of(found: Batch) -> list[str]:
    """The records to which a batch was done, in the order of its lines: what a next act begins with."""
    return list(
        selectors.lines_of(found)
        .filter(entry__isnull=False)
        .order_by("n")
        .values_list("done_thing", flat=True)
    )
