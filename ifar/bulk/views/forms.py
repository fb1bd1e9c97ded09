"""The form of a batch: the things, and what the act's own input asks once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import entries
from ifar.bulk.given import MOST, things_of
from ifar.bulk.many import Many
from ifar.bulk.services.files import things_of_file
from ifar.documents.things import Thing, named, of_lines
from ifar.files import uploads
from ifar.rights import Actor

TYPED = 64 * MOST
"""The longest text of a pasted list."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thing with which a form begins: its line, and where one thing is known by it, what that is and what is said of it alone."""

    line: str
    identifier: str = ""
    rest: str = ""
    thing: Thing | None = None

    @property
    def chosen(self) -> bool:
        """Whether what is said of it alone is one word at most, as one of a list is."""
        return " " not in self.rest


class BatchForm(ActForm):
    """The things of a batch, typed, pasted, scanned or as a file. Where something is said of each alone, what is known already stands in rows."""

    lines: Sequence[Row] = ()
    each: str = ""
    among: Sequence[tuple[str, Any]] = ()

    things = forms.CharField(
        label=_("Items"),
        required=False,
        max_length=TYPED,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "dir": "ltr",
                "spellcheck": "false",
                "autocomplete": "off",
                "hx-trigger": "input changed delay:300ms, load",
                "hx-target": "#count",
            }
        ),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("CSV or workbook with one item in each row.")
    )


def rows_of(actor: Actor, what: Many, lines: Sequence[str]) -> list[Row]:
    """The things with which a form begins; of what each alone is said, those that are known, with their names."""
    if not what.each:
        return [Row(line) for line in lines]
    known = of_lines(actor, lines, what.letters, behind=True)
    names = named(actor, {line.identifier for line in known if line.identifier})
    return [
        Row(line, item.identifier, item.rest, names.get(item.identifier))
        for line, item in zip(lines, known, strict=True)
    ]


def batch_form(
    actor: Actor,
    what: Many,
    request: HttpRequest,
    rows: Sequence[Row] = (),
    values: Mapping[str, Any] | None = None,
) -> BatchForm:
    """The form of an act that is done to many things.

    Args:
        rows: the things with which it begins.
        values: what stands in its fields at first.
    """
    asks = dict(what.asks(actor)) if what.asks else {}
    things = "\n".join(row.line for row in rows if not row.thing)
    asks["initial"] = {**asks.get("initial", {}), **(values or {}), "things": things}
    asks["without"] = [*asks.get("without", ()), *filter(None, [what.each])]
    form: Any = form_of(what.said, request, kind=BatchForm, **asks)
    if what.each:
        form.lines = [row for row in rows if row.thing]
        if form.is_bound:
            form.lines = rows_of(actor, what, _of_rows(request))
    field = form.fields["things"]
    field.needed = _("(here or in a file)")
    field.widget.attrs["hx-post"] = f"{reverse_lazy('bulk:count')}?act={what.name}"
    if what.numbers:
        field.label = _("Serial numbers")
        field.help_text = _("Serial numbers, one to a line, or a range such as AB000001-AB010000.")
    elif what.each:
        field.help_text = _(
            "One item to a line: scan the label, or type the serial number. Behind it, on the same line: %(each)s."
        ) % {"each": gettext(entries(what.said)[what.each].asked.label)}
        asked = entries(what.said)[what.each].asked
        form.each = gettext(asked.label)
        form.among = (
            [] if isinstance(asked.among, str) else [(code, gettext(words)) for code, words in asked.among]
        )
        if form.lines:
            field.label = _("Further items")
    else:
        field.help_text = _(
            "Scan the labels one after the other; or identifiers, serial numbers, or ranges such as AB0001-AB0100, one to a line. Where several bear a number, write the make before it."
        )
    return form  # type: ignore[no-any-return]


def _of_rows(request: HttpRequest) -> list[str]:
    """The lines of the rows that were sent: each thing that is still ticked, with what is said of it alone."""
    ticked = [code for text in request.POST.getlist("row")[:MOST] if (code := identifiers.parse(text))]
    return [f"{text} {' '.join(request.POST.get(f'each-{text}', '').split())}".strip() for text in ticked]


def things_given(actor: Actor, what: Many, request: HttpRequest, form: BatchForm) -> list[str]:
    """The things of a form that was sent, those of the file behind those that were typed.

    Raises:
        Invalid, TooLarge: the file cannot be read, or is too large.
    """
    results = [*_of_rows(request)] if what.each else []
    results += things_of(form.cleaned_data.get("things", ""), numbers=what.numbers, each=what.each)
    if "file" in request.FILES:
        name, arrived = uploads.arrived(request, "file")
        results += things_of_file(actor=actor, what=what, name=name, content=arrived)
    return results
