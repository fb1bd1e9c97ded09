"""What notices to a desk or a trader say about tracing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ifar.accounts.notices import Words
from ifar.rights import Actor
from ifar.templatetags.days import when_words
from ifar.tracing import selectors


def describe(actor: Actor, notice: Any) -> Words:
    """A notice in words."""
    if notice.kind in ("tracing.question", "tracing.question_late"):
        late = notice.kind == "tracing.question_late"
        title = (
            _("A question about a firearm in your book is overdue")
            if late
            else _("A firearm is traced that may be in your book")
        )
        text = _("Look into your book and answer within 24 hours of the question.")
        return Words(
            title, text, reverse("tracing:question", args=(notice.object,)), "zoom-question", grave=True
        )
    values = {"number": f"\u2068{notice.params.get('number', '')}\u2069"}
    url = reverse("tracing:request", args=(notice.object,))
    match notice.kind:
        case "tracing.came_in":
            return Words(
                _("Trace request %(number)s came in") % values,
                _("Acknowledge it; a clock runs."),
                url,
                "inbox",
                grave=True,
            )
        case "tracing.let_in":
            if not selectors.requests_for(actor).filter(public_id=notice.object).exists():
                return Words(
                    _("Your office was let into a trace request, and does not see it any more"), icon="lock"
                )
            title = _("Your office was let into trace request %(number)s") % values
            return Words(title, _("Few others know of it."), url, "lock")
        case "tracing.entered_again":
            title = _("What trace request %(number)s asks was entered at another desk too") % values
            return Words(title, _("That desk does not see it. Speak with whoever asked."), url, "lock")
        case "tracing.hit":
            title = _("Something came into the register that trace request %(number)s may be about") % values
            return Words(
                title, _("Search again, and say whether it is the one."), url, "list-search", grave=True
            )
        case "tracing.word":
            return Words(_("There is a word on trace request %(number)s") % values, "", url, "message-check")
        case "tracing.message":
            return Words(
                _("There is a message about trace request %(number)s") % values, "", url, "message-check"
            )
        case "tracing.answered":
            return Words(
                _("A trader answered about trace request %(number)s") % values, "", url, "message-check"
            )
        case "tracing.trader_late":
            title = _("A trader did not answer about trace request %(number)s in time") % values
            return Words(title, _("Ask again, or note that nobody answered."), url, "hourglass", grave=True)
        case "tracing.due":
            due = parse_datetime(str(notice.params["due"]))
            values["due"] = when_words(due, due, "day") if due else ""
            title = _("The next reply on trace request %(number)s is due on %(due)s") % values
            return Words(title, "", url, "hourglass", grave=True)
    return Words(notice.kind, notice.object)
