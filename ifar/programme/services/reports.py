"""Progress reports: composed by a button, written by their author, approved by another person, printed as a sealed PDF in six languages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.selectors.agencies import name_of
from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.documents import keys, seal
from ifar.documents.dossiers import Attached, Dossier, set_dossier
from ifar.documents.labels import of as words_of
from ifar.errors import Conflict, Invalid
from ifar.languages import LANGUAGES
from ifar.ledger import canonical
from ifar.programme import labels, progress, report_texts
from ifar.programme import work_inputs as inputs
from ifar.programme.labels import absent
from ifar.programme.models import Period, Project, Report
from ifar.programme.selectors import progress as selectors
from ifar.programme.selectors.strategy import READ
from ifar.programme.services.planning import LONGEST
from ifar.programme.services.work import text
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

WRITE: Final = "programme:report:write"
APPROVE: Final = "programme:report:approve"
REPORT: Final = Offers(RECORDER, "report", selectors.report_for, page="programme:report_of")
HASH_SHOWN: Final = 16


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of what the records said."""
    return hashlib.sha256(canonical.encode(dict(facts))).hexdigest()


def _composed(project: Project, period: Period, language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise labels.invalid("programme.choice", "language")
    now = today()
    facts = selectors.facts(project, period, now)
    return {"language": language, "facts": facts, "digest": digest(facts), "composed_on": now}


@transaction.atomic
def compose(*, actor: Actor, project: str, period: str, language: str) -> Report:
    """Compose a draft from the records of a project for a period.

    Raises:
        NotFound: there is no such project.
        Invalid: there is no such period or language, or the period has not begun.
        Conflict: a report of this period is being written or stands.
    """
    require(actor, WRITE)
    of = Project.objects.filter(public_id=project).first()
    if of is None:
        raise absent()
    within = Period.objects.filter(name=period).first()
    if within is None or within.starts_on > today():
        raise labels.invalid("programme.period.none", "period")
    if Report.objects.filter(project=project, period=period).exclude(state="withdrawn").exists():
        raise Conflict("programme.report.there", labels.of("programme.report.there"), field="period")
    made = _composed(of, within, language)
    changes = {
        "project": project, "period": period, **made, "texts": progress.first_words(made["facts"], language),
    }  # fmt: skip
    report = RECORDER.record(actor, "report", "composed", changes=changes)
    return Report.objects.get(public_id=report.subject)


def _found(actor: Actor, report: str, n: int | None) -> Report:
    record = selectors.report_for(actor, report)
    RECORDER.check_expected(record, n)
    return record


@REPORT.act(
    "changed",
    inputs.WriteReport,
    _("Write the report"),
    permission=WRITE,
    done=_("The texts of the report are written."),
    leads=True,
    asks=lambda _actor, record: {"initial": record.texts},
)
@transaction.atomic
def rewrite(*, actor: Actor, report_id: str, expected_n: int | None = None, **texts: str) -> Report:
    """Write the texts of a draft; one that is not named becomes empty.

    Raises:
        NotFound, Conflict, Refused: as `renew`.
    """
    require(actor, WRITE)
    report = _found(actor, report_id, expected_n)
    result = {name: texts.get(name, "").replace("\r\n", "\n").strip()[:LONGEST] for name in progress.TEXTS}
    RECORDER.record(actor, "report", "changed", report, changes={"texts": result})
    return Report.objects.get(pk=report.pk)


@REPORT.act(
    "renewed",
    RecordInput,
    _("Compose the draft anew"),
    permission=WRITE,
    done=_("The report is composed anew from the records. Your texts stay."),
    hint=_("Your own words stay."),
)
@transaction.atomic
def renew(*, actor: Actor, report_id: str, expected_n: int | None = None) -> Report:
    """Compose a draft anew from the records as they are now; the author's texts stay.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Forbidden: another wrote it.
        Refused: it is no draft.
    """
    require(actor, WRITE)
    report = _found(actor, report_id, expected_n)
    of = Project.objects.get(public_id=report.project)
    made = _composed(of, Period.objects.get(name=report.period), report.language)
    RECORDER.record(actor, "report", "renewed", report, changes=made)
    return Report.objects.get(pk=report.pk)


@REPORT.act(
    "submitted",
    RecordInput,
    _("Submit for approval"),
    permission=WRITE,
    done=_("It is submitted. Another person approves it."),
    leads=lambda record: bool(record.texts.get("summary")),
)
@transaction.atomic
def hand_in(*, actor: Actor, report_id: str, expected_n: int | None = None) -> Report:
    """Submit a draft for approval.

    Raises:
        NotFound, Conflict, Refused: as `renew`; or the records say otherwise by now: it is composed anew first.
        Invalid: it has no summary.
    """
    require(actor, WRITE)
    report = _found(actor, report_id, expected_n)
    text(report.texts.get("summary", ""), "summary", LONGEST)
    if moved(report):
        raise labels.refused("programme.report.moved")
    RECORDER.record(actor, "report", "submitted", report)
    return Report.objects.get(pk=report.pk)


@REPORT.act(
    "withdrawn",
    RecordInput,
    _("Withdraw the draft"),
    permission=WRITE,
    done=_("The draft is withdrawn."),
    danger=True,
)
@transaction.atomic
def drop(*, actor: Actor, report_id: str, expected_n: int | None = None) -> None:
    """Withdraw a draft.

    Raises:
        NotFound, Conflict, Refused: as `renew`.
    """
    require(actor, WRITE)
    RECORDER.record(actor, "report", "withdrawn", _found(actor, report_id, expected_n))


def moved(report: Report) -> bool:
    """Whether the records say otherwise by now than when a report was composed. What depends on the day alone is no change."""
    of = Project.objects.get(public_id=report.project)
    period = Period.objects.get(name=report.period)
    return digest(selectors.facts(of, period, report.composed_on)) != report.digest


@REPORT.act(
    "approved",
    RecordInput,
    _("Approve the report"),
    permission=APPROVE,
    done=_("It is approved."),
    hint=_("Another person than the author approves; the report is then sealed and does not move any more."),
    leads=True,
)
@transaction.atomic
def approve(*, actor: Actor, report_id: str, expected_n: int | None = None) -> Report:
    """Approve a report: another person than its author. It does not move any more.

    Raises:
        NotFound, Conflict: as `renew`.
        Forbidden: the actor wrote it.
        Refused: it does not wait, or the records say otherwise by now.
    """
    require(actor, APPROVE)
    report = _found(actor, report_id, expected_n)
    if moved(report):
        raise labels.refused("programme.report.stale")
    RECORDER.record(actor, "report", "approved", report, changes={"approved_on": today()})
    return Report.objects.get(pk=report.pk)


@REPORT.act(
    "returned",
    inputs.GiveReason,
    _("Give the report back"),
    permission=APPROVE,
    done=_("It is given back, with the reason."),
)
@transaction.atomic
def give_back(*, actor: Actor, report_id: str, reason: str, expected_n: int | None = None) -> Report:
    """Give a report back to its author, saying why.

    Raises:
        NotFound, Conflict, Refused: as `approve`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    report = _found(actor, report_id, expected_n)
    RECORDER.record(actor, "report", "returned", report, note=text(reason, "reason", LONGEST))
    return Report.objects.get(pk=report.pk)


def print_report(*, actor: Actor, report: str, language: str) -> tuple[str, bytes]:
    """Name and bytes of a report as PDF in a language of papers: sealed where it is approved, marked as a draft before.

    Raises:
        NotFound: there is none for this actor.
        Invalid: the language is none of papers.
        Unavailable: the paper key is not certified, or the report could not be set.
    """
    require(actor, READ)
    if language not in LANGUAGES:
        raise Invalid("documents.language", words_of("documents.language"), field="language")
    record = selectors.report_for(actor, report)
    people = selectors.names_of([record.author, record.approved_by])
    approved = record.state == "approved"
    params = {
        "author": people.get(record.author, record.author), "approver": people.get(record.approved_by, record.approved_by),
        "day": str(record.approved_on or record.composed_on),
    }  # fmt: skip
    # Days stand among the lines, which keep them from left to right in Arabic too.
    lines = [
        *progress.lines_of(record.facts, language),
        report_texts.words("note.composed", language, {"day": record.composed_on.isoformat()}),
        *([report_texts.words("note.approved", language, params)] if approved else []),
    ]
    notes = [
        "" if approved else report_texts.words("note.draft", language),
        report_texts.words("demonstration", language) if settings.DEMO else "",
    ]
    shown = identifiers.shown(record.public_id)
    document = canonical.encode(
        {
            "id": record.public_id, "project": record.project, "period": record.period, "language": record.language, "facts": record.facts,
            "digest": record.digest, "texts": record.texts, "state": record.state, "composed_on": record.composed_on.isoformat(),
            "approved_on": record.approved_on.isoformat() if record.approved_on else "",
        }
    )  # fmt: skip
    dossier = Dossier(
        title=report_texts.words("title", language),
        number=shown,
        office=name_of(actor, language),
        lines=lines,
        foot=f"{shown} · SHA-256 {record.digest[:HASH_SHOWN]}…",
        sections=progress.sections_of(record.facts, record.texts, language),
        attached=Attached(
            f"{record.public_id}.json", document.decode(), report_texts.words("attached", language)
        ),
        page=report_texts.words("page", language),
        note="\n".join(note for note in notes if note),
    )
    pdf = set_dossier(dossier, language)
    if approved:
        signing = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
        pdf = seal.seal(pdf, record.public_id, signing.key, signing.certificate)
    return f"{record.public_id}-{language}.pdf", pdf
