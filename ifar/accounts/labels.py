"""The words of accounts: roles, kinds of agency, acts, purposes, reasons. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Reason

ROLES: Final[Mapping[str, Any]] = {
    "licensing_clerk": _("Licensing clerk"),
    "licensing_head": _("Head of licensing"),
    "data_steward": _("Data steward"),
    "police_officer": _("Police officer"),
    "police_supervisor": _("Police supervisor"),
    "customs_officer": _("Customs officer"),
    "customs_supervisor": _("Customs supervisor"),
    "tracing_officer": _("Tracing officer"),
    "hotspot_analyst": _("Hotspot analyst"),
    "response_coordinator": _("Response coordinator"),
    "forensic_examiner": _("Forensic examiner"),
    "evidence_custodian": _("Evidence custodian"),
    "armourer": _("Armourer"),
    "armoury_commander": _("Armoury commander"),
    "officer_in_charge": _("Officer in charge of an armoury"),
    "stocks_inspector": _("Inspector of stocks"),
    "court_clerk": _("Court clerk"),
    "judge": _("Judge"),
    "maker": _("Maker"),
    "dealer": _("Dealer"),
    "proof_master": _("Proof master"),
    "desk_reader": _("Reader at a UN desk"),
    "hub_officer": _("Officer of a hub"),
    "inspector": _("Inspector"),
    "oversight_inspector": _("Inspector of the inspectorate"),
    "court_inspector": _("Inspector at a court"),
    "administrator": _("Administrator"),
    "security_officer": _("Security officer"),
    "holder": _("Holder"),
    "practitioner": _("Practitioner"),
    "community_focal_point": _("National focal point of the community"),
    "community_secretary": _("Secretary of the community"),
    "programme_officer": _("Programme officer"),
    "programme_manager": _("Programme manager"),
    "evaluator": _("Evaluator"),
    "fund_officer": _("Fund officer"),
    "strategy_reader": _("Reader of the strategy"),
    "rights_adviser": _("Human-rights adviser"),
    "carrier": _("Carrier"),
    "partner": _("Partner who reports"),
    "donor": _("Donor"),
}

AGENCY_KINDS: Final[Mapping[str, Any]] = {
    "licensing_authority": _("Licensing authority"),
    "police": _("Police"),
    "customs": _("Customs"),
    "forensic_laboratory": _("Forensic laboratory"),
    "military": _("Armed forces"),
    "court": _("Court"),
    "maker": _("Manufacturer"),
    "dealer": _("Dealer in firearms"),
    "proof_house": _("Proof house"),
    "inspectorate": _("Inspectorate"),
    "un_desk": _("UN desk"),
    "partner": _("Private partner"),
    "donor": _("Donor"),
}

COMPARTMENTS: Final[Mapping[str, Any]] = {
    "civilian": _("Civilian"),
    "police": _("Police and customs evidence"),
    "defence": _("Defence"),
    "courts": _("Courts"),
}

ACTS: Final[Mapping[str, Any]] = {
    "accounts.grant": _("Give a role"),
    "accounts.revoke": _("Take a role away"),
    "accounts.agency": _("Register or change an agency"),
    "accounts.client": _("Register an API client"),
    "accounts.absence": _("Let somebody stand in"),
    "accounts.factor_reset": _("Reset the second factor"),
    "parties.erased": _("Erase personal data"),
    "words.erased": _("Erase the words of a trace that lapsed"),
    "sender.confirmed": _("Confirm the key of another State"),
    "lists.taken": _("Take many records out as a file"),
    "parties.bar_lifted": _("Lift a prohibition"),
    "retention.hold_lifted": _("Lift a legal hold"),
    "oversight.plan_adopted": _("Adopt an audit plan"),
    "oversight.parameter_changed": _("Change a signal parameter"),
    "oversight.integrity_released": _("Release the integrity report"),
    "books.closing_closed": _("Close the bound book of a trader"),
    "returns.frozen": _("Freeze a yearly return"),
    "returns.published": _("Publish open data"),
    "community.member_admitted": _("Admit a member of the community"),
    "community.member_refused": _("Refuse a nomination to the community"),
    "community.member_renewed": _("Renew a member's term in the community"),
    "community.member_reinstated": _("Lift the suspension of a member of the community"),
    "registry.import": _("Release an import"),
    "registry.corrected": _("Correct a record"),
    "registry.annulled": _("Annul the latest change"),
    "ledger.key_rotated": _("Change the signing key"),
}

LISTS: Final[Mapping[str, Any]] = {
    "registry.list.export": _("A list of firearms"),
    "registry.import.report": _("The report of an import"),
    "recoveries.list.export": _("A list of cases"),
    "bulk.report.export": _("The report of a bulk act"),
    "documents.labels.export": _("Labels"),
    "books.book.export": _("A bound book"),
    "books.balance.export": _("A stock reconciliation"),
    "licensing.letters.export": _("Letters to holders"),
    "ledger.log.export": _("The whole log"),
    "lists.page.export": _("A list as its page shows it"),
}
"""What leaves the register as a file, by the name under which the log of reads knows it."""

STATES: Final[Mapping[str, Any]] = {
    "open": _("Waits for an answer"),
    "approved": _("Approved, not yet done"),
    "executed": pgettext_lazy("a proposal", "Done"),
    "to_countersign": _("Done in an emergency, waits for a countersignature"),
    "refused": pgettext_lazy("a proposal", "Refused"),
    "disowned": _("Done in an emergency and refused afterwards"),
    "withdrawn": pgettext_lazy("a proposal", "Withdrawn"),
    "expired": pgettext_lazy("a proposal", "Expired"),
}

VERDICTS: Final[Mapping[str, Any]] = {
    "approve": pgettext_lazy("a proposal", "Approved"),
    "refuse": pgettext_lazy("a proposal", "Refused"),
    "withdraw": pgettext_lazy("a proposal", "Withdrawn"),
}

PURPOSES: Final[Mapping[str, Any]] = {
    "licensing": _("Deciding about a licence"),
    "transfer": _("Deciding about or carrying out an international transfer"),
    "counter": _("Serving a person at the counter"),
    "stock": _("Keeping a stock or a dealer's book"),
    "customs": _("Checking goods at the border"),
    "investigation": _("Investigating an offence"),
    "tracing": _("Tracing a firearm"),
    "court": _("Proceedings before a court"),
    "inspection": _("Inspecting an office"),
    "data_quality": _("Data correction"),
    "partnership": _("Working with people and partners of the strategy"),
    "data_subject_request": _("Answering a person about their own data"),
    "own_access": _("The holder's own access"),
}

USER_ACTS: Final[Mapping[str, Any]] = {
    "registered": pgettext_lazy("an account", "Registered"),
    "invited": _("Got a one-time link"),
    "locked": pgettext_lazy("an account", "Locked"),
    "unlocked": _("Unlocked"),
    "factor_reset": _("Second factor reset"),
    "ceremony_closed": _("Ceremony of the first administrator closed"),
}

AGENCY_ACTS: Final[Mapping[str, Any]] = {
    "registered": pgettext_lazy("an agency", "Registered"),
    "renamed": _("Renamed"),
    "moved": pgettext_lazy("an agency", "Moved"),
    "closed": pgettext_lazy("an agency", "Closed"),
    "reopened": _("Reopened"),
    "contacts": _("Reached in another way"),
    "named": _("Named in other languages"),
}

REASONS: Final[Mapping[str, Any]] = {
    "accounts.role.unknown": _("There is no such role."),
    "accounts.role.not_here": _("This role cannot be held at an agency of this kind."),
    "accounts.agency.closed": _("This agency is closed."),
    "accounts.role.held": _("The person holds this role there already."),
    "accounts.role.conflict": _("Nobody may hold these two roles together: %(one)s and %(other)s."),
    "accounts.period": _("The end must lie after the beginning and in the future."),
    "accounts.absence.too_long": _(
        "Somebody may stand in for at most %(days)s days; then it needs a role of its own."
    ),
    "accounts.steward.last": _(
        "Nobody else holds the role “%(role)s”. Give it to a second person first: the ceremony never opens again."
    ),
    "accounts.steward.few": _(
        "Two people should hold the role “%(role)s” at any time; only %(left)s would be left. Say that you know it, or give the role to "
        "another person first."
    ),
    "accounts.client.no_scope": _("Choose at least one thing that the client may do."),
    "accounts.client.scope": _("A client of this agency cannot get “%(scope)s”."),
    "accounts.client.expiry": _("A client needs an end within %(days)s days."),
    "accounts.purpose.unknown": _("Choose one of the purposes."),
    "accounts.purpose.case": _("This purpose needs the number of a case."),
    "accounts.purpose.number": _(
        "This is no number of a case: it has a digit and hardly a word, because it stays in the log and must name nobody."
    ),
}


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons that rules gave, each with its sentence."""
    return [replace(reason, message=_sentence(reason)) for reason in reasons]


def _sentence(reason: Reason) -> str:
    params = {name: str(ROLES.get(str(value), value)) for name, value in reason.params.items()}
    return str(REASONS[reason.code]) % params if params else str(REASONS[reason.code])
