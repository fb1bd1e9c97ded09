"""What notices to a desk say about alerts and responses."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.notices import Words
from ifar.accounts.selectors import desks
from ifar.hotspots import flow_labels, labels
from ifar.hotspots.selectors import signals as selectors
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """A notice in words."""
    signal = flow_labels.SIGNALS.get(notice.params.get("signal", ""), "")
    match notice.kind:
        case "hotspots.alert":
            url = reverse("hotspots:alert", args=(notice.object,))
            title = (
                _("A signal at an open hotspot waits for an analyst: %(signal)s")
                if notice.params.get("open_hotspots")
                else _("A signal waits for an analyst: %(signal)s")
            )
            return Words(
                title % {"signal": signal}, _("Look at the evidence, and say whether anything follows."),
                url, "bell", grave=notice.params.get("level") in ("response", "urgent"),
            )  # fmt: skip
        case "hotspots.again":
            url = reverse("hotspots:alert", args=(notice.object,))
            return Words(
                _("Look again at what you watch: %(signal)s") % {"signal": signal},
                _("The day has come."),
                url,
                "eye",
            )
        case "hotspots.withdrawn":
            url = reverse("hotspots:alert", args=(notice.object,))
            return Words(
                _("An alert is withdrawn: %(signal)s") % {"signal": signal},
                _("Its cases were withdrawn: %(still)s of %(observed)s remain.") % notice.params,
                url,
                "x",
            )
        case "hotspots.unfounded":
            url = reverse("hotspots:hotspot", args=(notice.object,))
            return Words(
                _("An alert behind a hotspot is withdrawn"),
                _("Its cases were withdrawn: %(still)s of %(observed)s remain.") % notice.params,
                url,
                "alert-triangle",
            )
        case "hotspots.respond":
            url = reverse("hotspots:hotspot", args=(notice.object,))
            return Words(
                _("A hotspot asks for a response"),
                _("Level: %(level)s. A response is to be approved within %(days)s days of its confirmation.")
                % {"level": flow_labels.coded("level", notice.params["level"]), "days": notice.params["days"]},
                url, "flag", grave=notice.params["level"] == "urgent",
            )  # fmt: skip
        case "hotspots.approve":
            url = reverse("hotspots:response", args=(notice.object,))
            return Words(
                _("A response to a hotspot waits for approval"), _("Its human-rights check is done; another person approves."), url,
                "circle-check", grave=True,
            )  # fmt: skip
        case "hotspots.fetched" | "hotspots.unfetched":
            title = (
                _("What a source delivered waits for you: %(source)s")
                if notice.kind == "hotspots.fetched"
                else _("A source could not be fetched: %(source)s")
            )
            return Words(
                title % notice.params, labels.fetched(notice.params["code"], notice.params),
                reverse("hotspots:source", args=(notice.object,)), "alert-triangle",
            )  # fmt: skip
        case "hotspots.approved" | "hotspots.returned":
            title = (
                _("A response that you lead was approved")
                if notice.kind == "hotspots.approved"
                else _("A response to a hotspot was sent back")
            )
            if not selectors.responses_for(actor).filter(public_id=notice.object).exists():
                office = desks.names_of([notice.params["office"]])
                return Words(title, _("Ask %(office)s for it.") % {"office": ", ".join(office)}, "", "flag")
            text = (
                _("Begin with it.")
                if notice.kind == "hotspots.approved"
                else _("Read what is to be changed.")
            )
            return Words(title, text, reverse("hotspots:response", args=(notice.object,)), "flag")
    return Words(notice.kind, notice.object)
