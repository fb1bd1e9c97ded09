"""Notices of the registry in words: hits and ends of searches, who asked about what one keeps, what is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ifar import identifiers
from ifar.accounts.labels import PURPOSES
from ifar.accounts.notices import Words
from ifar.registry.labels import DEADLINES
from ifar.registry.views.query_summary import reference_shown
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """A notice about a search in words."""
    params = dict(notice.params)
    if "serial" in params:
        params["serial"] = _isolated(params["serial"])
    url = reverse("registry:saved_search", args=(notice.object,)) if notice.object.startswith("E") else ""
    match notice.kind:
        case "registry.search_hit" if params.get("there"):
            title = ngettext(
                "%(number)d record that was on the register already fits “%(serial)s”",
                "%(number)d records that were on the register already fit “%(serial)s”",
                params["number"],
            )
            return Words(title % params, _("Your desk has kept this search open."), url, "list-search")
        case "registry.search_hit":
            title = ngettext(
                "%(number)d record came into the register that fits “%(serial)s”",
                "%(number)d records came into the register that fit “%(serial)s”",
                params["number"],
            )
            return Words(title % params, _("Your desk has kept this search open."), url, "list-search")
        case "registry.search_full":
            title = _("The search for “%(serial)s” finds too much") % params
            text = _(
                "Judge the hits that wait, or close it and open one that says more: nothing is added meanwhile."
            )
            return Words(title, text, url, "alert-triangle")
        case "registry.search_referred":
            title = _("Ask %(desk)s about “%(serial)s”") % params
            text = _("More cannot be told here. They have been told that you look for it.")
            return Words(title, text, url, "message-check", grave=True)
        case "registry.search_released":
            params["by"] = _isolated(params["by"])
            title = ngettext(
                "%(by)s had your mark “%(serial)s” put to closed compartments",
                "%(by)s had %(number)d of your marks put to closed compartments, “%(serial)s” first",
                params["number"],
            )
            text = _("It counts among the questions of whoever released it; both names stand on the ledger.")
            return Words(title % params, text, url, "list-search")
        case "registry.search_ending":
            title = _("The search for “%(serial)s” ends on %(end)s") % params
            return Words(title, _("Extend it if you still look for the mark."), url, "hourglass")
        case "registry.overdue":
            title = _("Overdue: %(duty)s") % {"duty": DEADLINES.get(params["name"], params["name"])}
            page = reverse("registry:event", args=(notice.object, params["n"]))
            return Words(title, identifiers.shown(notice.object), page, "hourglass")
        case "registry.restricted_hit":
            return _restricted_hit(params)
        case "registry.probing":
            return _probing(params)
    return Words(notice.kind, notice.object)


def _restricted_hit(values: dict[str, Any]) -> Words:
    values["purpose"] = PURPOSES.get(values["purpose"], values["purpose"])
    title = _("%(agency)s looks for a firearm of your compartment: “%(serial)s”") % values
    values["reference"] = reference_shown(values.get("reference", ""))
    text = _who_asked(values | {name: _isolated(values[name]) for name in ("name", "case", "reference")})
    if more := values.get("more"):
        others = ngettext(
            "The likeliest is %(firearm)s; %(more)d more could be meant: search for the mark to see it.",
            "The likeliest is %(firearm)s; %(more)d more could be meant: search for the mark to see them.",
            more,
        )
        firearm = f"\u2068{identifiers.shown(values['firearm'])}\u2069"
        text = " ".join((others % {"firearm": firearm, "more": more}, text))
    return Words(title, text, reverse("registry:firearm", args=(values["firearm"],)), "eye-check", grave=True)


def _who_asked(values: Mapping[str, Any]) -> str:
    """Who asked and under what; a saved search stands under a reference of its own, whatever the case was in which it was opened."""
    if not values["reference"]:
        sentence = _(
            "%(name)s asked; purpose: %(purpose)s; case: %(case)s. They were told to ask you, and nothing else."
        )
        return sentence % values
    if values["case"] in ("", values["reference"]):
        sentence = _("%(name)s keeps a search open under %(reference)s; purpose: %(purpose)s.")
    else:
        sentence = _(
            "%(name)s keeps a search open under %(reference)s; purpose: %(purpose)s; case of the shift: %(case)s."
        )
    learnt = (
        _("They were told to ask you, and nothing else.")
        if values["told"]
        else _("They were not told of you.")
    )
    return " ".join((sentence % values, learnt))


def _isolated(text: str) -> str:
    """A text that keeps its own direction inside a sentence of the other one."""
    return f"\u2068{text}\u2069" if text else ""


def _probing(values: dict[str, Any]) -> Words:
    title = _("%(name)s, %(agency)s, asks closed compartments again and again") % values
    if values.get("exhibits"):
        title = _("%(name)s, %(agency)s, puts many marks of exhibits to closed compartments") % values
    if values["how"] == "neighbours":
        text = _(
            "The marks asked for lie close together, as if somebody felt around. Look at the log of reads."
        )
    else:
        text = _("%(number)d different marks within a day. Look at the log of reads.") % values
    if values.get("exhibits"):
        exhibits = ngettext(
            "%(exhibits)d of them was entered as that of an exhibit: see whether the thing is there.",
            "%(exhibits)d of them were entered as those of exhibits: see whether the things are there.",
            values["exhibits"],
        )
        text = f"{text} {exhibits % values}"
    return Words(title, text, reverse("accounts:readlog"), "shield", grave=True)
