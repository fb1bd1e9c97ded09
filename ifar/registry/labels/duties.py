"""Alarms, flags and deadlines in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ifar.registry.labels.facts import Words

ALARMS: Final[Words] = {
    "wanted": _("It is wanted from now on: every search for its marks will say so."),
    "hit": _("It was reported lost or stolen and has now turned up."),
    "resurrection": _("The register says that its life here had ended, and yet it has turned up."),
    "unreported_loss": _("It was found although nobody had reported its loss."),
    "lost_in_custody": _("It was lost out of the hands of an authority."),
    "custody_gap": _("The chain of custody has a gap."),
    "contradiction": _("The report contradicts the register. Somebody must look into it."),
}

FLAGS: Final[Words] = {
    "late_assertion": _("It was recorded after later changes, though it happened before them."),
}

DEADLINES: Final[Words] = {
    "marking": _("Mark it"),
    "proof_return": _("Take it back from the proof house"),
    "import_mark": _("Put on the import mark"),
    "unique_mark": _("Put on a unique mark"),
    "re_export": _("See that it leaves the country again"),
    "delivery_verification": _("Obtain the confirmation of delivery"),
    "transit_exit": _("See that it leaves the country"),
    "temporary_export_return": _("See that it comes back from abroad"),
    "loan_return": _("See that it comes back from the borrower"),
    "repair_return": _("See that it comes back from repair"),
    "deposit_resolution": _("Decide on the deposit"),
    "issue_return": _("See that it comes back to the store"),
    "disposal": _("Carry out the disposal"),
    "international_alert": _("Report the loss to the international database"),
    "trace": _("Trace the firearm"),
    "forensic_return": _("Take it back from the laboratory"),
    "permit_recheck": _("Check the holder's permit again"),
    "surrender_disposal": _("Decide what becomes of what was surrendered"),
    "inheritance_permit": _("Check the heir's permit"),
    "deactivation_certificate": _("Hand the certificate of deactivation over"),
    "dismantled_parts": _("Enter the essential parts"),
    "late_reason": _("Say why the book was written late"),
    "trace_acknowledgement": _("Acknowledge the trace request"),
}
