"""Taking over what other organisations publish of their work: a file is sealed and judged, shown what it would change, then taken over.

Nothing is taken from a file that is not valid; the refusal names the element. The same file again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from ifar.errors import Conflict, NotFound
from ifar.files import services as files
from ifar.files import store
from ifar.files.store import Arrived
from ifar.programme import labels, others
from ifar.programme.iati import judging
from ifar.programme.iati.model import Fault
from ifar.programme.labels import absent
from ifar.programme.models import OthersActivity, OthersFile, Trial
from ifar.programme.others import Changed, Compared, Related, Stands
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

TAKE: Final = "programme:others:take"
PURPOSE: Final = "iati_file"
MOST_NAMED: Final = 200
"""So many activities of each kind a trial names; it counts all."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268749, 1)"
_STANDS: Final = """
SELECT DISTINCT ON (publisher, identifier) publisher, identifier, fingerprint, said -> 'elements', gone, title
FROM programme_othersactivity WHERE publisher = ANY(%s) ORDER BY publisher, identifier, id DESC
"""


def begin(
    *, actor: Actor, name: str, content: Arrived | Path | Iterable[bytes], whole: bool = False
) -> Trial:
    """Seal a file and try it, without taking anything over.

    Args:
        whole: it is everything that its publishers have: what it does not name any more is gone.

    Raises:
        Invalid: it is empty or no text.
        TooLarge: it passes the limit.
    """
    require(actor, TAKE)
    kept = files.keep(actor=actor, purpose=PURPOSE, name=name, content=content)
    made = Trial.objects.create(
        kind="iati", by=actor.id, file=kept.sha256, name=kept.name, whole=whole, state="waiting"
    )
    return _tried(made)


def trial_for(actor: Actor, ident: str, kind: str) -> Trial:
    """A file that this actor tries.

    Raises:
        NotFound: there is none of theirs.
    """
    trial = Trial.objects.filter(pk=ident, by=actor.id, kind=kind).first()
    if trial is None:
        raise absent()
    return trial


def _tried(trial: Trial) -> Trial:
    verdict = _judged(trial.file)
    if not verdict.valid or verdict.root is None or verdict.root.name != "iati-activities":
        faults = [fault for fault in verdict.faults if fault.severity == "error"]
        if not faults:
            faults = [Fault("root", "iati-organisations", 1, str(labels.of("programme.others.root")))]
        trial.state, trial.report = "refused", {"faults": [_fault(fault) for fault in faults[:MOST_NAMED]], "count": len(faults)}  # fmt: skip
    else:
        related = [others.related(node) for node in verdict.root.all("iati-activity")]
        compared, titles = _held_against(related, whole=trial.whole)
        trial.state = "tried"
        trial.report = {
            **_report(compared, titles),
            "activities": len(related),
            "publishers": _publishers(related),
            "left_out": _grouped(verdict.left_out),
            "warnings": _grouped(fault for fault in verdict.faults if fault.severity != "error"),
            "by_schema": verdict.by_schema,
            "by_ruleset": verdict.by_ruleset,
        }
    trial.save()
    return trial


def _judged(sha256: str) -> judging.Verdict:
    folder = Path(settings.IFAR_IATI_FOLDER) if settings.IFAR_IATI_FOLDER else None
    return judging.judge(store.found(sha256).read_bytes(), folder, dt.datetime.now(dt.UTC).date())


def _fault(fault: Fault) -> dict[str, Any]:
    return {"element": fault.element, "line": fault.line, "message": fault.message, "code": fault.code}


def _grouped(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Notes by the element that they name, counted, with the first line."""
    result: dict[tuple[str, str], dict[str, Any]] = {}
    for fault in faults:
        report = result.setdefault((fault.element, fault.message), {**_fault(fault), "count": 0})
        report["count"] += 1
    return list(result.values())[:MOST_NAMED]


def _publishers(relations: Sequence[Related]) -> dict[str, str]:
    """Reference -> name, of whoever publishes in a file."""
    return {related.publisher: str(related.said["publisher_name"]) for related in relations}


def _held_against(
    relations: Sequence[Related], *, whole: bool
) -> tuple[Compared, dict[tuple[str, str], str]]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [sorted({related.publisher for related in relations})])
        rows = cursor.fetchall()
    stands = {
        (publisher, identifier): Stands(fingerprint, _loaded(elements), gone)
        for publisher, identifier, fingerprint, elements, gone, _title in rows
    }
    titles = {(publisher, identifier): title for publisher, identifier, *_rest, title in rows}
    return others.compare(stands, relations, ours=settings.IFAR_IATI_REF or "", whole=whole), titles


def _loaded(value: Any) -> Mapping[str, Sequence[Any]]:
    """JSON that the driver gives as text."""
    loaded: Mapping[str, Sequence[Any]] = json.loads(value) if isinstance(value, str) else (value or {})
    return loaded


def _details_of(changed: Changed) -> dict[str, Any]:
    return {
        "removed": {name: list(pair) for name, pair in changed.removed.items()},
        "added": {name: list(pair) for name, pair in changed.added.items()},
        "altered": list(changed.altered),
    }


def _report(compared: Compared, titles: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "counts": _counts(compared),
        "fresh": [
            {"id": related.identifier, "title": related.title} for related in compared.fresh[:MOST_NAMED]
        ],
        "revised": [
            {"id": related.identifier, "title": related.title, **_details_of(how)}
            for related, how in compared.revised[:MOST_NAMED]
        ],
        "gone": [{"id": key[1], "title": titles.get(key, "")} for key in compared.gone[:MOST_NAMED]],
        "twice": list(compared.twice[:MOST_NAMED]),
        "changes": compared.changes,
    }


def _counts(compared: Compared) -> dict[str, int]:
    return {
        "fresh": len(compared.fresh),
        "revised": len(compared.revised),
        "same": len(compared.same) + len(compared.twice),
        "own": len(compared.own),
        "gone": len(compared.gone),
    }


@transaction.atomic
def take(*, actor: Actor, trial: str) -> OthersFile:
    """Take over a file that was tried. A file that changes nothing makes no act: the one that said the same is given.

    Raises:
        NotFound: there is no such trial of this actor.
        Refused: it is not valid, or was taken over.
        Conflict: what it would change is not what the trial showed.
    """
    require(actor, TAKE)
    record = trial_for(actor, trial, "iati")
    if record.state != "tried":
        raise labels.refused("programme.trial.state")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    root = _judged(record.file).root
    assert root is not None
    related = [others.related(node) for node in root.all("iati-activity")]
    compared, _titles = _held_against(related, whole=record.whole)
    if _counts(compared) != record.report["counts"]:
        raise Conflict("programme.trial.changed", labels.of("programme.trial.changed"))
    before = OthersFile.objects.filter(file=record.file).order_by("-id").first()
    known = before if not compared.changes else None
    made = known or _write(actor, record, related, compared)
    Trial.objects.filter(pk=record.pk).update(state="taken", made=made.public_id)
    return made


def _write(actor: Actor, trial: Trial, relations: Sequence[Related], compared: Compared) -> OthersFile:
    subject = RECORDER.new_id("othersfile")
    rows = [
        _row(subject, related)
        for related in (*compared.fresh, *(related for related, _how in compared.revised))
    ]
    if compared.gone:
        publishers = {publisher for publisher, _identifier in compared.gone}
        latest = {
            (activity.publisher, activity.identifier): activity
            for activity in OthersActivity.objects.filter(publisher__in=publishers).order_by("id")
        }
        for key in compared.gone:
            others_activity = latest[key]
            others_activity.pk, others_activity.othersfile, others_activity.gone = None, subject, True
            rows.append(others_activity)
    OthersActivity.objects.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_others_digest(%s)", [subject])
        digest = cursor.fetchone()[0]
    changes = {
        "file": trial.file,
        "name": trial.name,
        "publishers": sorted(_publishers(relations)),
        "whole": trial.whole,
        "activities": len(relations),
        **_counts(compared),
        "digest": digest,
    }
    RECORDER.record(actor, "othersfile", "taken", subject, changes=changes)
    return OthersFile.objects.get(public_id=subject)


def _row(subject: str, related: Related) -> OthersActivity:
    return OthersActivity(
        othersfile=subject,
        publisher=related.publisher,
        identifier=related.identifier,
        title=related.title,
        status=related.status,
        countries=list(related.countries),
        outcomes=list(related.outcomes),
        fingerprint=related.fingerprint,
        said=dict(related.said),
    )


def give_up(*, actor: Actor, trial: str, kind: str) -> None:
    """Forget a file that was tried; its sealed original stays, as everything that was deposited.

    Raises:
        NotFound: there is no such trial of this actor.
        Refused: it was taken over.
    """
    require(actor, TAKE if kind == "iati" else "programme:fund:post")
    record = trial_for(actor, trial, kind)
    if record.state == "taken":
        raise labels.refused("programme.trial.state")
    record.delete()


def content_of(actor: Actor, othersfile: str) -> tuple[OthersFile, Path]:
    """A file that was taken over, and where its sealed original lies.

    Raises:
        NotFound: there is none, or the store has lost it.
    """
    require(actor, TAKE)
    others_file = OthersFile.objects.filter(public_id=othersfile).first()
    if others_file is None:
        raise absent()
    try:
        return others_file, store.found(others_file.file)
    except NotFound:
        raise absent() from None
