"""Recording what happens to a firearm: what is possible now, one form, and what it would do before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ifar import identifiers
from ifar.accounts.selectors.agencies import agencies_for
from ifar.accounts.selectors.drafts import Kept, draft_of
from ifar.accounts.services import drafts, reads
from ifar.errors import Conflict, Invalid, NotFound, Refused
from ifar.fields import AnswerField
from ifar.optional import KNOWN, Answer
from ifar.parties.selectors import find_by_name
from ifar.reference import selectors as reference
from ifar.registry import describing, kinds, words
from ifar.registry.lifecycle import CHAPTERS
from ifar.registry.models import Firearm
from ifar.registry.occurred import day
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.keepers import names_of
from ifar.registry.services import events, preview, proposals
from ifar.registry.services.events import NewEvent, Standing
from ifar.registry.views.details import LAST, DetailsForm
from ifar.registry.views.firearm import FACTS, IDENTITY, serial_of, title_of
from ifar.registry.views.when import OccurredField
from ifar.rights import Actor, may

CHAPTER_WORDS: Final[Mapping[str, Promise]] = {
    "production": gettext_lazy("Making"),
    "borders": gettext_lazy("Import, export, transit"),
    "trade": gettext_lazy("Trade"),
    "possession": gettext_lazy("Possession"),
    "state_stocks": gettext_lazy("Stocks of the State"),
    "losses": gettext_lazy("Loss and recovery"),
    "takings": gettext_lazy("Taken in"),
    "custody": gettext_lazy("Custody"),
    "disposal": gettext_lazy("Disposal"),
    "work": gettext_lazy("Work on it"),
    "parts": gettext_lazy("Parts"),
    "records": gettext_lazy("The record itself"),
}

ELSEWHERE: Final = frozenset({"merged", "split", "annulled"})
"""Events that have a page of their own."""


class CircumstancesForm(forms.Form):
    """When, where, and under which paper: asked of every event."""

    occurred = OccurredField(
        label=gettext_lazy("When it happened"), help_text=gettext_lazy("Say only as much as is known.")
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    paper = forms.CharField(
        label=gettext_lazy("Under which paper"),
        help_text=gettext_lazy("Number of the licence, order, report or receipt that it stands on."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


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
            choices = [("", _("choose")), *((one.code, one.words) for one in reference.choices(listed))]
            self.fields[name] = forms.ChoiceField(
                choices=choices, label=self.fields[name].label, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A text without a kind says nothing."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("text") and not said.get("kind"):
            self.add_error("kind", _("Choose the kind of mark."))
        return said

    def mark(self) -> dict[str, Any] | None:
        """The mark as the service wants it; None where nothing was typed or nothing changed."""
        said = self.cleaned_data
        if not self.has_changed() or not said.get("text"):
            return None
        mark = {"kind": said["kind"], "text": said["text"], "text_status": KNOWN, "place": said["place"]}
        return mark | {"n": said["n"]} if said.get("n") else mark


MarksFormSet: Final = forms.formset_factory(MarkForm, extra=1, max_num=40, absolute_max=40)


class IdentityForm(forms.Form):
    """What a correction may say about identity; what stays as it was is not sent on."""

    def __init__(self, found: Firearm, columns: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for column, label, codes in IDENTITY:
            if column in columns:
                inner: forms.Field = (
                    forms.IntegerField() if column == "year" else forms.CharField(max_length=120)
                )
                value, status = getattr(found, column), getattr(found, f"{column}_status")
                shown = reference.words(codes).get(value, value) if codes and value else value
                self.fields[column] = AnswerField(
                    inner, label=label, initial=Answer(shown, status), required=False
                )

    def identity(self) -> dict[str, Any]:
        """Columns that change, as `describing` wants them: the code where the reference data know it, else the raw words."""
        sets: dict[str, Any] = {}
        for column, _label, codes in IDENTITY:
            if column not in self.cleaned_data or column not in self.changed_data:
                continue
            answer: Answer[Any] = self.cleaned_data[column]
            code = (
                _code_of(column, str(answer.value), self)
                if codes and answer.status == KNOWN
                else answer.value
            )
            if answer.status == KNOWN and code is None:
                sets |= {column: None, f"{column}_status": "unknown", f"{column}_raw": str(answer.value)}
            else:
                sets |= {column: code, f"{column}_status": answer.status}
        return sets


def _code_of(column: str, text: str, form: IdentityForm) -> str | None:
    resolver = reference.resolver()
    if column == "model":
        make = form.cleaned_data.get("make")
        known_make = resolver.resolve_make(str(make.value)).code if make and make.value else form.found.make
        return resolver.resolve_model(known_make, text).code
    resolve = {
        "make": resolver.resolve_make,
        "calibre": resolver.resolve_calibre,
        "type": resolver.resolve_type,
        "country_made": resolver.resolve_country,
    }[column]
    return resolve(text).code


# The page ---------------------------------------------------------------------------------------------------------


def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose what happened, say it, look at what it would do, record it. One page; `kind` is part of its address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = firearm_for(actor, public_id)
    standing = preview.standing(actor, public_id)
    open_kinds = [kind for kind in preview.possible_now(actor, standing) if kind not in ELSEWHERE]
    chosen = request.GET.get("kind", "")
    context = {
        "firearm": found,
        "title": title_of(found),
        "serial": serial_of(found),
        "state": words.STATES.get(found.state, found.state),
        "chapters": _chapters(open_kinds),
        "kind": None,
    }
    if not chosen:
        return render(request, "registry/record.html", context)
    if chosen not in open_kinds:
        raise NotFound()
    page = _Page(actor, found, standing, chosen, request)
    context |= page.context()
    if request.method == "POST":
        answer = page.answer()
        if answer is not None:
            return answer
        context |= page.context()
    part = request.headers.get("HX-Target", "").endswith("#preview")
    return render(request, "registry/preview.html" if part else "registry/record.html", context)


def _chapters(open_kinds: list[str]) -> list[dict[str, Any]]:
    """The possible kinds in the order of a life, chapter by chapter."""
    chapters = []
    for name, rules in CHAPTERS.items():
        offered = [kinds.KINDS[rule.kind] for rule in rules if rule.kind in open_kinds]
        if offered:
            chapters.append({"title": CHAPTER_WORDS[name], "kinds": offered})
    return chapters


class _Page:
    """The forms of one kind of event, and what becomes of them."""

    def __init__(
        self, actor: Actor, found: Firearm, standing: Standing, kind: str, request: HttpRequest
    ) -> None:
        self.actor, self.found, self.standing, self.request = actor, found, standing, request
        self.kind = kinds.KINDS[kind]
        self.path = request.get_full_path()
        self.draft = draft_of(actor, self.path) if request.method == "GET" else None
        data = request.POST if request.method == "POST" else None
        here = str(timezone.get_current_timezone())
        today = day(timezone.localdate(), here)
        self.circumstances = CircumstancesForm(data, initial={"seen": standing.n, "occurred": today})
        self.details = DetailsForm(self.kind.schema, data)
        may_set = describing.MAY_SET.get(kind, frozenset())
        on_record = _marks_on_record(found) if kind == "corrected" else []
        self.marks = MarksFormSet(data, prefix="mark", initial=on_record) if "marks" in may_set else None
        columns = may_set - {"marks"}
        self.identity = IdentityForm(found, columns, data, prefix="is") if columns else None
        self.needs, self.expects = preview.to_attest(actor, standing, kind)
        self.attest = _attest_form(self.needs, self.expects, data)
        if self.draft is not None:
            self._bring_back(self.draft)
        self.reasons: list[Any] = []
        self.seen: preview.Preview | None = None

    def _bring_back(self, draft: Kept) -> None:
        """Show the forms as they were left, without judging them; how often the record was changed is asked anew."""
        left = QueryDict(mutable=True)
        for name, values in draft.data.items():
            left.setlist(name, values)
        left["seen"] = str(self.standing.n)
        for form in self.forms:
            form.data, form.is_bound = left, True
            vars(form)["_errors"] = ErrorDict()  # as if it had been judged and found good
        if self.marks is not None and MarksFormSet(left, prefix="mark").management_form.is_valid():
            self.marks = MarksFormSet(left, prefix="mark", initial=self.marks.initial)

    @property
    def forms(self) -> list[forms.Form]:
        """All forms of the page that are simple forms."""
        return [
            one for one in (self.details, self.circumstances, self.identity, self.attest) if one is not None
        ]

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        return {
            "kind": self.kind,
            "people": self.kind.rule.eyes,
            "circumstances": self.circumstances,
            "details": self.details,
            "asked": [self.details[name] for name, one in self.details.fields.items() if one.required],
            "optional": [
                self.details[name]
                for name, one in self.details.fields.items()
                if not one.required and name != LAST
            ],
            "marks": self.marks,
            "identity": self.identity,
            "attest": self.attest,
            "bound": [one for one in (*self.forms, *(self.marks or ())) if one.is_bound],
            "reasons": self.reasons,
            "draft": self.draft,
            "path": self.path,
            "preview": self._preview_context() if self.seen else None,
        }

    def is_valid(self) -> bool:
        """Whether every form of the page is of the right form; all are checked, so that all errors show at once."""
        return all([*(one.is_valid() for one in self.forms), self.marks is None or self.marks.is_valid()])

    def event(self) -> NewEvent:
        """The event that the forms describe."""
        said = self.circumstances.cleaned_data
        marks = [mark for one in (self.marks or ()) if (mark := one.mark()) is not None]
        attested = (
            {name: paper for name, paper in self.attest.cleaned_data.items() if paper} if self.attest else {}
        )
        return NewEvent(
            kind=self.kind.name,
            details=self.details.details(),
            occurred=said["occurred"],
            place=said["place"],
            paper=said["paper"],
            identity=self.identity.identity() if self.identity else {},
            marks=marks,
            attested=attested,
        )

    def answer(self) -> HttpResponse | None:
        """Preview or record; None where the page must be shown again, with what is wrong."""
        if not self.is_valid():
            return None
        event = self.event()
        try:
            self.seen = preview.preview(self.actor, self.standing, event)
            if "record" in self.request.POST:
                return self._record(event)
        except (Refused, Invalid, Conflict) as error:
            self.reasons = list(error.reasons) or [error]
        return None

    def _record(self, event: NewEvent) -> HttpResponse:
        assert self.seen is not None
        seen = self.circumstances.cleaned_data["seen"]
        if self.seen.outcome.eyes > 1 or self.kind.rule.eyes > 1:
            reason = event.details.get("remark") or event.details.get("reason") or str(self.kind.label)
            proposal = proposals.propose_event(
                actor=self.actor, firearm=self.found.public_id, event=event, reason=str(reason)
            )
            said = _("Proposed as %(id)s. Nothing has changed yet: a second person must agree.")
            messages.success(self.request, said % {"id": identifiers.shown(proposal.public_id)})
        else:
            done = events.record_event(
                actor=self.actor, firearm=self.found.public_id, event=event, expected_n=seen
            )
            messages.success(self.request, _("Recorded: %(sentence)s") % {"sentence": self.kind.sentence})
            for alarm in done.alarms:
                messages.warning(self.request, str(words.ALARMS.get(alarm, alarm)))
        drafts.drop(actor=self.actor, path=self.path)
        return HttpResponseRedirect(reverse("registry:firearm", args=(self.found.public_id,)))

    def _preview_context(self) -> dict[str, Any]:
        assert self.seen is not None
        outcome, changes = self.seen.outcome, self.seen.changes
        ids = [self.found.owner, self.found.custodian, changes.get("owner", ""), changes.get("custodian", "")]
        names = names_of(self.actor, ids, act="registry.event.preview", object=self.found.public_id)
        rows = []
        for name, label, _icon in FACTS:
            holder = {"ownership": "owner", "custody": "custodian"}.get(name, "")
            was = _fact(
                name, getattr(self.found, name), getattr(self.found, holder, "") if holder else "", names
            )
            code, keeper = (
                changes.get(name, getattr(self.found, name)),
                changes.get(holder, getattr(self.found, holder, "") if holder else ""),
            )
            becomes = _fact(name, code, keeper, names)
            rows.append({"name": label, "was": was, "becomes": becomes, "changed": was != becomes})
        return {
            "changes": rows,
            "state": words.STATES.get(str(outcome.state), str(outcome.state)),
            "alarms": [words.ALARMS.get(one, one) for one in outcome.alarms],
            "flags": [words.FLAGS.get(one, one) for one in outcome.flags],
            "deadlines": [
                (words.DEADLINES.get(one.name, one.name), one.days, one.on) for one in outcome.deadlines
            ],
            "unverified": [words.CONDITIONS[one][0] for one in outcome.unverified if one in words.CONDITIONS],
            "people": max(outcome.eyes, self.kind.rule.eyes),
            "ends": outcome.ends,
        }


def _marks_on_record(found: Firearm) -> list[dict[str, Any]]:
    standing = [mark for mark in found.marks.all() if not mark.retired]
    return [
        {"n": mark.n, "kind": mark.kind, "text": mark.text or "", "place": mark.place} for mark in standing
    ]


def _fact(name: str, code: str, holder: str, names: Mapping[str, str]) -> str:
    kind = str(words.FACTS[name].get(code, code))
    return f"{names[holder]} ({kind})" if holder in names else kind


def _attest_form(needs: list[str], expects: list[str], data: Any) -> forms.Form | None:
    """One field for each condition that the register cannot answer: the number of the paper that the officer saw."""
    if not needs and not expects:
        return None
    form = forms.Form(data, prefix="attest")
    for name in [*needs, *expects]:
        form.fields[name] = forms.CharField(
            label=str(words.CONDITIONS[name][0]),
            help_text=_("Number of the paper that you have seen."),
            required=name in needs,
            max_length=120,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )
    return form


def keepers(request: HttpRequest, letters: str) -> HttpResponse:
    """Options for a field that names a party or an agency: name and identifier."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get(request.GET.get("field", ""), "")[:100].strip()
    found: list[tuple[str, str]] = []
    if len(text) >= 2:
        if "A" in letters:
            seen = agencies_for(actor).filter(name__icontains=text, closed=False).order_by("name")[:8]
            found += list(seen.values_list("public_id", "name"))
        if "P" in letters and may(actor, "parties:party:read") and actor.purpose is not None:
            people = find_by_name(actor, text, 8)
            if people:
                reads.log(actor, "parties.party.search", text, len(people))
            found += [(one.public_id, one.name or "") for one in people]
    choices = [{"words": f"{name} ({identifiers.shown(public_id)})", "code": ""} for public_id, name in found]
    return render(request, "registry/known.html", {"choices": choices})
