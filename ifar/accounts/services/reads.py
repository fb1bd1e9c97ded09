"""The log of reads of personal data. Each read is a row; each run of rows enters the ledger as one leaf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import ReadBatch
from ifar.accounts.purposes import OWN_ACCESS, PURPOSES
from ifar.accounts.replay import DIGEST
from ifar.accounts.services import acts
from ifar.errors import NotSignedIn, Refused
from ifar.rights import Actor, may

BATCH: Final = 10_000
"""Rows of one leaf at most, so that verifying one reads little."""
JOB: Final = Actor(kind="job", id="reads", name="reads")
_INSERT = (
    'INSERT INTO accounts_readlog (actor, agency, shift, purpose, "case", act, object, count) '
    "SELECT %s, %s, %s, %s, %s, %s, one.object, one.count FROM unnest(%s::text[], %s::int[]) AS one(object, count) RETURNING id"
)
_RUN = (
    f"SELECT min(l.id), max(l.id), count(*), {DIGEST} FROM "
    "(SELECT * FROM accounts_readlog WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) AS l"
)


def require_purpose(actor: Actor) -> None:
    """Raise unless `actor` has said why they read personal data.

    Raises:
        NotSignedIn: nobody.
        Refused: no purpose stated (a person states it for a shift, a programme with each request).
    """
    if not actor.is_somebody:
        raise NotSignedIn
    stated = actor.purpose
    if actor.kind != "job" and (stated is None or stated.purpose not in {*PURPOSES, OWN_ACCESS}):
        words = _(
            "First say for what purpose, and under which case, you read personal data. It is kept with each read."
        )
        raise Refused(
            "accounts.purpose.missing", words, article="EU 2016/680 art. 4(1)(b), 25; Protocol art. 12(5)"
        )


def is_unnamed(actor: Actor) -> bool:
    """Whether names are left out of what `actor` is shown because they have not said why they read them, which they may."""
    return actor.kind != "job" and actor.purpose is None and may(actor, "parties:party:read")


def require_named(actor: Actor) -> None:
    """Raise where names are left out for `actor`: nobody answers, advises or decides about whom they were not shown.

    Raises:
        Refused: no purpose stated.
    """
    if is_unnamed(actor):
        require_purpose(actor)


def log(actor: Actor, act: str, object: str, count: int = 1, *, people: Iterable[str] = ()) -> int:
    """Note that `actor` reads personal data, before they get them; one statement, however many are shown. Returns the number of its row, the first
    where there are several.

    Args:
        actor: who reads; under their stated purpose.
        act: what kind of read: `parties.party.read`, `registry.mark.search` …
        object: public identifier of whose or of what; of a search, the words searched for.
        count: of how many people.
        people: public identifiers of all who are shown by a search, a list or another's page. Each gets a row of their own, so
            that whoever asks who has seen a person finds this read too.

    Raises:
        Refused: no purpose was stated. Nothing may be shown then.
    """
    require_purpose(actor)
    stated = actor.purpose
    shift, purpose, case = (stated.shift, stated.purpose, stated.case) if stated else ("", "job", "")
    shown = dict.fromkeys(person for person in people if person != object)
    objects, counts = [object[:200], *shown], [count, *([1] * len(shown))]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [actor.id, actor.agency, shift, purpose, case, act, objects, counts])
        return int(cursor.fetchone()[0])


def _highest() -> int:
    """The highest row below which no row can still be committed: whoever writes shares the lock that is taken here."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1767268722, 2)")
        cursor.execute("SELECT coalesce(max(id), 0) FROM accounts_readlog")
        return int(cursor.fetchone()[0])


def batch() -> int:
    """Enter into the ledger what was read since the last run; returns how many reads. The job of `ifar batch-reads`."""
    highest, entered = _highest(), 0
    while number := _enter(highest):
        entered += number
    return entered


@transaction.atomic
def _enter(highest: int) -> int:
    with connection.cursor() as cursor:
        # One batcher at a time; a second one finds nothing left to enter.
        cursor.execute("SELECT pg_advisory_xact_lock(1767268722, 3)")
        cursor.execute("SELECT coalesce(max(last), 0) FROM accounts_readbatch")
        before = cursor.fetchone()[0]
        cursor.execute(_RUN, [before, highest, BATCH])
        first, last, count, digest = cursor.fetchone()
    if not count:
        return 0
    payload = {"first": first, "last": last, "count": count, "digest": digest}
    entry = acts.write(
        actor=JOB,
        schema="reads.batched/1",
        act="accounts.reads",
        object="readlog",
        payload=payload,
        recorded_at=acts.now(),
    )
    ReadBatch.objects.create(entry=entry, **payload)
    return int(count)
