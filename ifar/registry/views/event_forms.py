"""The forms of an event beside its details: circumstances, marks, identity, what an officer attests, and a proposal."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ifar.fields import AnswerField, AnswerWidget, IdentifierField, mark_needed, suggesting
from ifar.missingness import KNOWN, NOT_ASKED, Answer
from ifar.reference import selectors as reference
from ifar.registry import attestations, detail_labels, labels
from ifar.registry.attestations import Attestation
from ifar.registry.documents import names_document
from ifar.registry.lifecycle.states import PART_KINDS
from ifar.registry.models import Firearm
from ifar.registry.search.naming import identity_of
from ifar.registry.services.preview import ToAttest
from ifar.registry.views.identity_changes import IDENTITY
from ifar.registry.views.when import OccurredField


class CircumstancesForm(forms.Form):
    """When, where, and under which paper: asked of every event; and of a trader, where the State has terms for its book, why it is entered late."""

    occurred = OccurredField(
        label=gettext_lazy("Date of the event"), help_text=gettext_lazy("Say only as much as is known.")
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    paper = forms.CharField(
        label=gettext_lazy("Supporting document"),
        help_text=gettext_lazy("Number of the licence, order, report or receipt that it stands on."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    lateness = forms.ChoiceField(
        label=gettext_lazy("Why it is entered late"),
        help_text=gettext_lazy(
            "Only where the term for the book has passed since the day on which it happened."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, in_a_book: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_a_book:
            del self.fields["lateness"]
            return
        listed = ((choice.code, choice.words) for choice in reference.choices("late_ground"))
        self.fields["lateness"] = forms.ChoiceField(
            choices=[("", _("in time")), *listed],
            label=self.fields["lateness"].label,
            help_text=self.fields["lateness"].help_text,
            required=False,
        )


class PartForm(forms.Form):
    """Which essential part a record is opened for (Protocol art. 3(b)), and the firearm that it is in, where it is in one."""

    kind = forms.ChoiceField(label=detail_labels.field_words("part_kind"))
    firearm = IdentifierField(
        "F",
        label=gettext_lazy("Firearm it is fitted into"),
        help_text=gettext_lazy("Leave it empty where the part lies by itself."),
        required=False,
        widget=forms.TextInput(attrs=suggesting("firearm", "F")),
    )

    def __init__(self, *args: Any, fitted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(part_kind, detail_labels.code_words("part_kind", part_kind)) for part_kind in PART_KINDS]
        label = self.fields["kind"].label
        self.fields["kind"] = forms.ChoiceField(choices=[("", _("choose")), *words], label=label)
        if not fitted:
            del self.fields["firearm"]

    def identity(self) -> dict[str, Any]:
        """The columns that it sets."""
        into = self.cleaned_data.get("firearm")
        return {"part_kind": self.cleaned_data["kind"], **({"mounted_in": into} if into else {})}


class MarkForm(forms.Form):
    """A mark that the event puts on record, exactly as it is read; one with a number changes the mark of that number."""

    n = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of mark"), required=False)
    text = forms.CharField(
        label=gettext_lazy("As you read it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"data-mark": True, "spellcheck": "false", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=gettext_lazy("Where it stands"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("kind", "mark_kind"), ("place", "mark_place")):
            choices = [
                ("", _("choose")),
                *((choice.code, choice.words) for choice in reference.choices(listed)),
            ]
            self.fields[name] = forms.ChoiceField(
                choices=choices, label=self.fields[name].label, required=False
            )
        mark_needed(self, "kind", _("(needed for a mark)"))

    def clean(self) -> dict[str, Any]:
        """A text without a kind says nothing."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("text") and not values.get("kind"):
            self.add_error("kind", _("Choose the kind of mark."))
        return values

    def mark(self) -> dict[str, Any] | None:
        """The mark as the service wants it; None where nothing was typed or nothing changed."""
        cleaned_data = self.cleaned_data
        if not self.has_changed() or not cleaned_data.get("text"):
            return None
        mark = {
            "kind": cleaned_data["kind"],
            "text": cleaned_data["text"],
            "text_status": KNOWN,
            "place": cleaned_data["place"],
        }
        return mark | {"n": cleaned_data["n"]} if cleaned_data.get("n") else mark


MarksFormSet: Final = forms.formset_factory(MarkForm, extra=1, max_num=40, absolute_max=40)


class IdentityForm(forms.Form):
    """What an event may say about identity; what stays as it was is not sent on. A new record has nothing to start from."""

    def __init__(self, found: Firearm | None, columns: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for column, label, codes in IDENTITY:
            if column in columns:
                inner: forms.Field = forms.IntegerField() if column == "year" else _completed(column, codes)
                value = getattr(found, column) if found else None
                status = getattr(found, f"{column}_status") if found else NOT_ASKED
                shown = reference.words(codes).get(value, value) if codes and value else value
                self.fields[column] = AnswerField(
                    inner, label=label, initial=Answer(shown, status), required=False
                )

    def identity(self) -> dict[str, Any]:
        """Columns that change, as `describing` wants them: the code where the reference data know it, else the raw words."""
        sets: dict[str, Any] = {}
        typed: dict[str, str] = {}
        for column, _label, codes in IDENTITY:
            if column not in self.cleaned_data or column not in self.changed_data:
                continue
            answer: Answer[Any] = self.cleaned_data[column]
            if codes and answer.status == KNOWN:
                typed[column] = str(answer.value)
            else:
                sets |= {column: answer.value, f"{column}_status": answer.status}
        if typed:
            sets |= identity_of(typed, reference.resolver(), make=self._make())
        return sets

    def _make(self) -> str | None:
        """The code of the make that the form shows, whether or not it is changed."""
        make = self.cleaned_data.get("make")
        if make and make.value:
            return reference.resolver().resolve_make(str(make.value)).code
        return self.found.make if self.found else None


def _completed(column: str, codes: str) -> forms.CharField:
    """A field that completes what is typed from a reference list, and takes other words too."""
    attributes = {
        "list": f"known-is-{column}",
        "autocomplete": "off",
        "dir": "auto",
        "hx-get": reverse("registry:known", args=(codes,)),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#known-is-{column}",
        "hx-vals": f'{{"into": "list", "field": "is-{column}"}}',
    }
    return forms.CharField(max_length=120, widget=forms.TextInput(attrs=attributes))


class ProposalForm(forms.Form):
    """What the second person is told; asked only where the law wants one."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Whoever decides reads it, and it stays with the act."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    emergency = forms.BooleanField(
        label=gettext_lazy("Act now: it cannot wait for the second person"),
        help_text=gettext_lazy("It is flagged until somebody countersigns it within the set time."),
        required=False,
    )

    def __init__(self, *args: Any, in_emergencies: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_emergencies:
            del self.fields["emergency"]


class AttestWidget(AnswerWidget):
    """The document, and below it yes, no or not known."""

    ways_are = gettext_lazy("Your answer")


class AttestField(forms.MultiValueField):
    """Whether a condition holds, yes, no or not known, and the document that says so; cleans to an `Attestation`, or None."""

    def __init__(self, **kwargs: Any) -> None:
        line = forms.TextInput(attrs={"dir": "auto", "placeholder": _("Document")})
        document = forms.CharField(required=False, max_length=120, widget=line)
        answer = forms.ChoiceField(choices=list(labels.ATTESTED), required=False)
        widget = AttestWidget(document.widget, labels.ATTESTED)
        super().__init__((document, answer), widget=widget, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Attestation | None:
        """The answer; a document alone is no answer, and a yes alone names no document."""
        document, answer = (str(item or "").strip() for item in (*(value or ()), "", "")[:2])
        if not answer and (document or self.required):
            raise forms.ValidationError(labels.words_of("registry.attested.answer"), code="required")
        if not answer:
            return None
        attestation = Attestation(self.fields[1].clean(answer), self.fields[0].clean(document))
        if attestation.answer == attestations.YES and not names_document(attestation.document):
            raise forms.ValidationError(labels.words_of("registry.attested.document"), code="document")
        return attestation


def attest_form(asked: ToAttest, data: Any) -> forms.Form | None:
    """One field for each condition that no record answers: yes, no or not known, and the document that the officer saw."""
    if not (asked.needs or asked.expects or asked.perhaps):
        return None
    form = forms.Form(data, prefix="attest")
    for name in dict.fromkeys((*asked.needs, *asked.perhaps, *asked.expects)):
        field = AttestField(
            label=str(labels.CONDITIONS[name][0]),
            help_text=_("A yes names the document that you have seen, by its kind and number."),
            required=name in asked.needs,
        )
        form.fields[name] = field
        if name in asked.perhaps:
            mark_needed(form, name, _("(needed unless it is destroyed)"))
    return form
