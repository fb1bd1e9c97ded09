"""What a proposed decision would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.errors import NotFound
from ifar.licensing import labels
from ifar.licensing.selectors import records
from ifar.licensing.views.presenters import joined
from ifar.parties.labels import BAR_KINDS
from ifar.parties.selectors.bars import named as bars_named
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor


def title(proposal: Any) -> Any:
    """The act in words."""
    record_type, _sep, kind = proposal.act.partition(".")[2].partition("_")
    return {
        "application_granted": _("Grant an application"),
        "application_refused": _("Refuse an application"),
        "application_dismissed": _("Dismiss an appeal"),
        "licence_reinstated": _("Reinstate a licence"),
        "licence_revoked": _("Revoke a licence"),
        "licence_lapsed": _("End a licence"),
        "licence_changed": _("Change a licence"),
        "notice_settled": _("Let a notice stand no longer"),
    }.get(f"{record_type}_{kind}", proposal.act)


def names(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Applications and licences in words, as far as the actor may see them: the kind and the number, which tell two of them apart."""
    wanted, kinds = list(public_ids), reference.words("licence_kind")
    rows = [
        *records.applications_for(actor).filter(public_id__in=wanted).values_list("public_id", "kind"),
        *records.licences_for(actor).filter(public_id__in=wanted).values_list("public_id", "kind"),
    ]
    return {
        public_id: _("%(kind)s, %(number)s")
        % {"kind": kinds.get(kind, kind), "number": f"\u2068{identifiers.shown(public_id)}\u2069"}
        for public_id, kind in rows
    }


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """What it is about, and everything that would be decided."""
    details = proposal.payload.get("details") or {}
    return [*_about(actor, proposal), *_details(details), *bars_told(details.get("bars", ()))]


def _about(actor: Actor, proposal: Any) -> Iterator[Line]:
    shown = identifiers.shown(proposal.object)
    if proposal.object.startswith("Y"):
        yield from _notice(actor, proposal.object)
        return
    record_type = "application" if proposal.object.startswith("G") else "licence"
    try:
        application: Any = (
            records.application_for(actor, proposal.object)
            if record_type == "application"
            else records.licence_for(actor, proposal.object)
        )
    except NotFound:
        yield Line(_("About"), shown)
        return
    whose = application.applicant if record_type == "application" else application.holder
    names = names_of(actor, {whose}, act="accounts.proposal.read", object=proposal.public_id)
    kind = reference.words("licence_kind").get(application.kind, application.kind)
    yield Line(kind, shown, reverse(f"licensing:{record_type}", args=(proposal.object,)))
    yield Line(_("Whose"), names.get(whose) or identifiers.shown(whose))
    if record_type == "application" and application.advice:
        yield Line(_("Advice"), labels.ADVICE[application.advice])


def _notice(actor: Actor, public_id: str) -> Iterator[Line]:
    shown = identifiers.shown(public_id)
    try:
        notice = records.notice_for(actor, public_id)
    except NotFound:
        yield Line(_("About"), shown)
        return
    ground = reference.words("eligibility_ground").get(notice.ground, notice.ground)
    yield Line(ground, shown, reverse("licensing:notice", args=(public_id,)))


def bars_told(public_ids: Collection[str]) -> Iterator[Line]:
    """The bars of people like the applicant, of which whoever proposes says that they mean somebody else."""
    for bar in bars_named(public_ids):
        text = _(
            "%(bar)s: %(kind)s. Ask: %(office)s. The proposer says that it does not mean the applicant."
        ) % {
            "bar": identifiers.shown(bar.public_id),
            "kind": BAR_KINDS[bar.kind],
            "office": bar.agency.called,
        }
        yield Line(_("Somebody alike is barred"), text)


def _details(details: dict[str, Any]) -> Iterator[Line]:
    if "categories" in details:
        yield Line(_("Categories"), joined(details["categories"]) or _("none"))
    if details.get("quota") is not None:
        yield Line(_("Number of firearms"), str(details["quota"]))
    if details.get("months") is not None:
        yield Line(_("Validity in months"), str(details["months"]))
    for condition in details.get("conditions", ()):
        yield Line(_("Conditions"), condition)
    if details.get("ground"):
        yield Line(
            _("Ground"), reference.words("eligibility_ground").get(details["ground"], details["ground"])
        )
    for condition in details.get("grounds", ()):
        yield Line(_("Ground"), reference.words("refusal_ground").get(condition, condition))
