"""The stock of blank cards: what was delivered, what should be in the safe once somebody has counted, what was flagged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.answers import actor_of, at_fields
from ifar.counter import numbers, selectors, words
from ifar.counter.models import Count, Delivery
from ifar.counter.services import cards
from ifar.errors import IfarError
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

SHOWN = 20
_LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def _number(**more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"})
    return forms.IntegerField(min_value=0, max_value=numbers.LARGEST - 1, widget=widget, **more)


class SeriesForm(forms.Form):
    """Which series of cards."""

    series = forms.CharField(
        label=lazy("Before the number"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={**_LTR, "autocapitalize": "characters"}),
    )


class DeliveryForm(SeriesForm):
    """Blank cards that arrived."""

    first = _number(label=lazy("First number"))
    last = _number(label=lazy("Last number"))
    width = forms.IntegerField(label=lazy("Digits that are printed"), min_value=1, max_value=15, initial=6)
    paper = forms.CharField(
        label=lazy("Number of the delivery note"), max_length=60, widget=forms.TextInput(attrs=dict(_LTR))
    )


class IssueForm(SeriesForm):
    """Which blank card a paper is printed on."""

    paper = forms.CharField(
        label=lazy("Number of the paper"),
        max_length=40,
        help_text=lazy("Of a licence card; it begins with V."),
        widget=forms.TextInput(attrs=dict(_LTR)),
    )
    number = _number(label=lazy("Number of the blank card"))
    field_order = ("paper", "series", "number")

    def clean_paper(self) -> str:
        """The number of the paper without separators."""
        found = identifiers.parse(self.cleaned_data["paper"], "V")
        if found is None:
            raise forms.ValidationError(_("This is no number of a paper."))
        return found


class StockForm(SeriesForm):
    """Which cards lie in the safe, before anybody is told which should."""

    counted = forms.CharField(
        label=lazy("Numbers that lie in the safe"),
        required=False,
        max_length=20_000,
        help_text=lazy("Numbers and ranges, such as 100-149 160. Empty where none is there."),
        widget=forms.Textarea(attrs={**_LTR, "rows": 2}),
    )


class WriteOffForm(SeriesForm):
    """Which card is written off, and why."""

    number = _number(label=lazy("Number of the card"))
    ground = forms.ChoiceField(label=lazy("On which ground"))
    reason = forms.CharField(
        label=lazy("Reason"),
        max_length=2000,
        help_text=lazy(
            "For the second person and for the log: it stays there for ever, so name nobody in it."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["ground"]
        chosen.choices = [
            ("", _("choose")),
            *((one.code, one.words) for one in reference.choices("card_ground")),
        ]


def _ranges(prefix: str, width: int, ranges: Any) -> list[str]:
    return [
        numbers.shown(prefix, first, width)
        if first == last
        else f"{numbers.shown(prefix, first, width)} – {numbers.shown(prefix, last, width)}"
        for first, last in ranges
    ]


def _series(found: list[Delivery]) -> list[dict[str, Any]]:
    """Each series with what was delivered of it, and the numbers that lie between its deliveries."""
    rows = []
    for prefix in sorted({one.prefix for one in found}):
        some = [one for one in found if one.prefix == prefix]
        width = max(one.width for one in some)
        ranges = [(one.first, one.last) for one in some]
        rows.append(
            {
                "prefix": prefix,
                "width": width,
                "delivered": numbers.count(ranges),
                "ranges": _ranges(prefix, width, numbers.joined(ranges)),
                "gaps": _ranges(prefix, width, numbers.gaps(ranges)),
            }
        )
    return rows


def _counted(one: Count, widths: dict[str, int]) -> dict[str, Any]:
    width = widths.get(one.prefix, 1)
    return {
        "one": one,
        "count": numbers.count([tuple(pair) for pair in one.counted]),
        "missing": _ranges(one.prefix, width, one.missing),
        "extra": _ranges(one.prefix, width, one.extra),
    }


def _context(actor: Actor, **forms_of: forms.Form) -> dict[str, Any]:
    deliveries = list(selectors.deliveries_for(actor).order_by("-id"))
    series = _series(deliveries)
    widths = {row["prefix"]: row["width"] for row in series}
    grounds = reference.words("card_ground")
    used = selectors.cards_for(actor).order_by("-id")[:SHOWN]
    prefix = deliveries[0].prefix if deliveries else ""
    initial = {"series": prefix}
    return {
        "series": series,
        "deliveries": deliveries[:SHOWN],
        "counts": [_counted(one, widths) for one in selectors.counts_for(actor).order_by("-id")[:5]],
        "used": [
            {
                "card": one,
                "number": numbers.shown(one.prefix, one.number, widths.get(one.prefix, 1)),
                "state": words.CARD[one.state],
                "tone": words.TONES[one.state],
                "ground": grounds.get(one.ground, one.ground),
            }
            for one in used
        ],
        "may_manage": may(actor, "counter:card:manage"),
        "may_propose": may(actor, "counter:decision:propose"),
        "may_open_paper": may(actor, "papers:paper:read"),
        "delivery": DeliveryForm(prefix="d", initial=initial),
        "issue": IssueForm(prefix="i", initial=initial),
        "stock": StockForm(prefix="s", initial=initial),
        "write_off": WriteOffForm(prefix="w", initial=initial),
        **forms_of,
    }


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """The stock of my office. How many should be there is told with a count, not before."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    return render(request, "counter/cards.html", _context(actor))


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """What a form says, by the names of the services."""
    return {("prefix" if name == "series" else name): value for name, value in given.items()}


def _done(request: HttpRequest, name: str, form: Any, act: Any, said: Any) -> HttpResponse:
    actor = actor_of(request)
    if form.is_valid():
        try:
            made = act(actor, _said(form.cleaned_data))
        except IfarError as error:
            at_fields(form, error)
        else:
            words_of = said(made)
            (
                messages.warning
                if isinstance(made, Count) and (made.missing or made.extra)
                else messages.success
            )(request, words_of)
            return redirect("counter:cards")
    return render(request, "counter/cards.html", _context(actor, **{name: form}), status=422)


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Enter a delivery."""
    require(actor_of(request), "counter:card:manage")
    form = DeliveryForm(request.POST, prefix="d")
    return _done(
        request,
        "delivery",
        form,
        lambda actor, said: cards.receive_delivery(actor=actor, **said),
        lambda _made: _("The delivery is entered."),
    )


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Give a blank card to a paper."""
    require(actor_of(request), "counter:card:manage")
    form = IssueForm(request.POST, prefix="i")
    return _done(
        request,
        "issue",
        form,
        lambda actor, said: cards.issue_card(actor=actor, **said),
        lambda _made: _("The card is bound to the paper."),
    )


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Say which cards are there."""
    require(actor_of(request), "counter:card:manage")
    form = StockForm(request.POST, prefix="s")
    return _done(
        request,
        "stock",
        form,
        lambda actor, said: cards.count_stock(actor=actor, **said),
        _found,
    )


def _found(made: Count) -> str:
    if not made.missing and not made.extra:
        return _("Counted. Every card is there, and none too many.")
    missing = numbers.count([tuple(pair) for pair in made.missing])
    extra = numbers.count([tuple(pair) for pair in made.extra])
    said = [
        ngettext("%(count)d card is missing.", "%(count)d cards are missing.", missing) % {"count": missing}
        if missing
        else "",
        ngettext(
            "%(count)d card is there that should not be.",
            "%(count)d cards are there that should not be.",
            extra,
        )
        % {"count": extra}
        if extra
        else "",
    ]
    return " ".join(one for one in said if one)


@require_POST
def write_off(request: HttpRequest) -> HttpResponse:
    """Propose that a card is written off."""
    require(actor_of(request), "counter:decision:propose")
    form = WriteOffForm(request.POST, prefix="w")
    return _done(
        request,
        "write_off",
        form,
        lambda actor, said: cards.propose_write_off(actor=actor, **said),
        lambda asked: (
            _("Proposed as %(id)s. A second person writes it off.")
            % {"id": identifiers.shown(asked.public_id)}
        ),
    )
