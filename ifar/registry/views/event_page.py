"""The page on which an event is recorded: its forms, its preview, and the act itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.selectors.drafts import SavedDraft, draft_of
from ifar.accounts.services import drafts
from ifar.errors import Conflict, Invalid, Refused
from ifar.fields import IdentifierField
from ifar.licensing.offer import TRANSFERS
from ifar.licensing.selectors.records import confirmed_offer
from ifar.registry import describing, kinds, labels
from ifar.registry.lifecycle import State
from ifar.registry.models import Firearm
from ifar.registry.occurred import day
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.selectors.keepers import names_of
from ifar.registry.selectors.terms import of_books, with_terms
from ifar.registry.services import events, preview, proposals
from ifar.registry.services.events import NewEvent, Recorded, Snapshot
from ifar.registry.uses import ACQUIRING
from ifar.registry.views import identity_changes, people_suggestions
from ifar.registry.views.details import LAST, DetailsForm
from ifar.registry.views.event_forms import (
    CircumstancesForm,
    IdentityForm,
    MarksFormSet,
    PartForm,
    ProposalForm,
    attest_form,
)
from ifar.registry.views.firearm import FACTS, told_apart
from ifar.registry.views.identity_changes import IDENTITY
from ifar.rights import Actor, may

ANYTHING: Final = frozenset({"marks", *(column for column, _label, _codes in IDENTITY)})
"""What an event that opens a record may say about identity."""


RARE: Final = ("country_made", "year")
"""Columns of identity that a purchase is seldom told by."""
AGAIN_WITHIN: Final = dt.timedelta(hours=1)
"""So long an event that says what the latest one says is asked about: somebody went back and sent the page once more."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The event that stands already: its number, and when it was recorded (from its own identifier)."""

    n: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field in which a name was typed where an identifier is asked, and whom that may mean."""

    field: forms.BoundField
    people: Sequence[people_suggestions.Offered]


def _initial(values: Mapping[str, Any]) -> dict[str, str]:
    """What the page says already of that on which its questions depend: who acquires, under which licence, by which method; with
    identifiers as the register keeps them."""
    result = {
        name: str(values.get(name, "")).strip() for name in ("owner_kind", "owner", "licence", "method")
    }
    return {name: identifiers.parse(value) or value for name, value in result.items() if value}


class EventPage:
    """The forms of one kind of event, and what becomes of them. `found` is None where the event opens a record."""

    def __init__(
        self, actor: Actor, firearm: Firearm | None, snapshot: Snapshot, kind: str, request: HttpRequest
    ) -> None:
        self.actor, self.found, self.snapshot, self.request = actor, firearm, snapshot, request
        self.kind = kinds.KINDS[kind]
        self.path = request.get_full_path()
        self.draft = draft_of(actor, self.path) if request.method == "GET" else None
        data = request.POST if request.method == "POST" else None
        here = str(timezone.get_current_timezone())
        today = day(timezone.localdate(), here)
        self.circumstances = CircumstancesForm(
            data,
            initial={"seen": snapshot.seen, "occurred": today},
            in_a_book=actor.own_book_only and bool(of_books()[0]),
        )
        is_part = firearm is None and snapshot.item == "part"
        is_entered = kind == "registered"
        into = {"firearm": request.GET.get("firearm", "")[:20], "kind": request.GET.get("part_kind", "")[:30]}
        self.part = PartForm(data, prefix="part", fitted=is_entered, initial=into) if is_part else None
        offered = self._offered()
        self.details = DetailsForm(self.kind, snapshot, actor.agency_kind, data, initial=offered)
        self.circumstances.fields["paper"].required = "paper" in self.kind.demanded
        if self.kind.rule.people > 1 and isinstance(self.details.fields.get("reason"), forms.CharField):
            del self.details.fields["reason"]  # the proposal's reason becomes the event's
        self.proposal = ProposalForm(
            data, prefix="proposal", in_emergencies=may(actor, "accounts:emergency:act")
        )
        may_set = describing.MAY_SET.get(kind, frozenset()) if firearm else ANYTHING
        on_record = _marks_on_record(firearm) if firearm and kind == "corrected" else []
        self.marks = MarksFormSet(data, prefix="mark", initial=on_record) if "marks" in may_set else None
        columns = may_set - {"marks"}
        self.identity = IdentityForm(firearm, columns, data, prefix="is") if columns else None
        asked = preview.to_attest(actor, snapshot, kind, _initial(offered if data is None else data))
        self.attest = attest_form(asked, data)
        self.closed = asked.closed
        if self.draft is not None:
            self._bring_back(self.draft)
        self.reasons: list[Any] = []
        self.seen: preview.Preview | None = None
        self.repeated: Repeated | None = None
        self.unconfirmed = False
        self.meant: list[NamedField] = []

    def _offered(self) -> dict[str, str]:
        """What is known already, so that nobody types it again: what the buyer's side has confirmed, and the firearm of a part with its owner."""
        into = self.request.GET.get("firearm", "")[:20]
        if self.is_purchase:
            return {"owner_kind": "retailer", "owner": identifiers.shown(self.actor.agency)}
        if self.found is None:
            return {"state": "fitted"} if into and self.part is not None else {}
        if self.kind.name == "part_fitted":
            return {"firearm": into} if into else {}
        if self.kind.name == "part_removed":
            return self._of_its_firearm(self.found.mounted_in)
        if self.kind.name not in TRANSFERS:
            return {}
        today = timezone.localdate()
        offer = confirmed_offer(self.actor, self.found.public_id, self.snapshot.n, self.kind.name, today)
        if offer is None:
            return {}
        private = {"owner_kind": "private"} if offer.buyer.startswith("P") else {}
        numbers = {"owner": offer.buyer, "licence": offer.licence}
        return private | {name: identifiers.shown(number) for name, number in numbers.items() if number}

    def _of_its_firearm(self, firearm: str) -> dict[str, str]:
        """A part that is taken out belongs to the owner of its firearm."""
        root = firearms_for(self.actor).filter(public_id=firearm).first()
        if root is None:
            return {}
        owner = identifiers.shown(root.owner) if root.owner else ""
        return {"firearm": identifiers.shown(firearm), "owner_kind": root.ownership, "owner": owner}

    def _is_asked(self, name: str, field: forms.Field) -> bool:
        """Whether a detail stands in the form itself: what must be said, who owns it then and who sold it, and the licence to acquire it."""
        if self.is_purchase:
            return field.required or name.startswith("supplier")
        return field.required or name == "owner" or (name == "licence" and self.kind.name in ACQUIRING)

    def _bring_back(self, draft: SavedDraft) -> None:
        """Show the forms as they were left, without judging them; how often the record was changed is asked anew."""
        left = QueryDict(mutable=True)
        for name, values in draft.data.items():
            left.setlist(name, values)
        left["seen"] = str(self.snapshot.seen)
        for form in (*self.parts, self.proposal):
            form.data, form.is_bound = left, True
            vars(form)["_errors"] = ErrorDict()  # as if it had been judged and found good
        if self.marks is not None and MarksFormSet(left, prefix="mark").management_form.is_valid():
            self.marks = MarksFormSet(left, prefix="mark", initial=self.marks.initial)

    @property
    def parts(self) -> list[forms.Form]:
        """All forms of the page that are simple forms."""
        return [
            form
            for form in (self.part, self.details, self.circumstances, self.identity, self.attest)
            if form is not None
        ]

    @property
    def is_purchase(self) -> bool:
        """Whether it opens the record of what a trader bought: only what a purchase needs is asked at once."""
        return self.found is None and self.kind.name == "acquired" and self.actor.own_book_only

    @property
    def takes_two(self) -> bool:
        """Whether it takes a second person: by its kind, or because it happened before a later change on record."""
        return self.kind.rule.people > 1 or (self.seen is not None and self.seen.outcome.people > 1)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """What nobody can verify of the event, and its recorder must therefore have seen; nothing holds up what is urgent."""
        if self.seen is None or self.kind.rule.urgent:
            return ()
        return tuple(text for text in self.seen.outcome.unverified if text in labels.CONDITIONS)

    def _is_confirmed(self) -> bool:
        """Whether the page was sent with a yes to each of the questions that stay open."""
        values = {part for sent in self.request.POST.getlist("confirmed") for part in sent.split(",")}
        return values.issuperset(self.open_questions)

    def _judged(self) -> list[forms.Form]:
        return [*self.parts, *(self.marks or ()), *([self.proposal] if self.takes_two else [])]

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        return {
            "kind": self.kind,
            "circumstances": self.circumstances,
            "details": self.details,
            "asked": [
                self.details[name]
                for name, field in self.details.fields.items()
                if self._is_asked(name, field)
            ],
            "optional": [
                self.details[name]
                for name, field in self.details.fields.items()
                if not self._is_asked(name, field) and name != LAST
            ],
            "part": self.part,
            "marks": self.marks,
            "identity": self.identity,
            "first_told": [
                field for field in self.identity or () if not (self.is_purchase and field.name in RARE)
            ],
            "rare": [field for field in self.identity or () if self.is_purchase and field.name in RARE],
            "is_purchase": self.is_purchase,
            "attest": self.attest,
            "closed": [labels.words_of(f"registry.unknown.{name}") for name in self.closed],
            "proposal": self.proposal if self.takes_two else None,
            "takes_two": self.takes_two,
            "bound": [form for form in self._judged() if form.is_bound],
            "meant": self.meant,
            "wrong": self._wrong(),
            "reasons": self.reasons,
            "repeated": self.repeated,
            "unconfirmed": self.unconfirmed,
            "open_questions": [labels.CONDITIONS[open_question][0] for open_question in self.open_questions],
            "confirms": ",".join(self.open_questions),
            "confirmed": self._is_confirmed(),
            "draft": self.draft,
            "path": self.path,
            "preview": self._preview_context() if self.seen else None,
        }

    def is_valid(self) -> bool:
        """Whether every form of the page is of the right form; all are checked, so that all errors show at once."""
        good = all([*(part.is_valid() for part in self.parts), self.marks is None or self.marks.is_valid()])
        if good and self.part is not None and "firearm" in self.part.fields:
            is_fitted = self.details.cleaned_data.get("state") == State.FITTED
            if is_fitted != bool(self.part.cleaned_data.get("firearm")):
                self.part.add_error(
                    "firearm", _("Name the firearm where the part is fitted, and none where it is not.")
                )
                good = False
        return good

    def _meant(self) -> Iterator[NamedField]:
        """Whom the names may mean that were typed instead of identifiers, as far as the actor may see them; each look is logged."""
        for bound in self.details:
            if isinstance(bound.field, IdentifierField) and bound.errors:
                offered = people_suggestions.choice(self.actor, str(bound.value() or ""), bound.field.letters)
                if offered:
                    yield NamedField(bound, offered)

    def _wrong(self) -> list[Any]:
        """What is still missing or not of the right form: the labels of fields, and what is wrong with several of them together."""
        results: list[Any] = []
        chosen = {meant.field.html_name for meant in self.meant}
        for form in self._judged():
            if form.is_bound:
                results += [
                    visible_field.label
                    for visible_field in form.visible_fields()
                    if visible_field.errors and visible_field.html_name not in chosen
                ]
                results += form.non_field_errors()
        return results

    def event(self) -> NewEvent:
        """The event that the forms describe."""
        cleaned_data = self.circumstances.cleaned_data
        marks = [mark for mark_form in (self.marks or ()) if (mark := mark_form.mark()) is not None]
        attested = (
            {name: value for name, value in self.attest.cleaned_data.items() if value} if self.attest else {}
        )
        details = self.details.details()
        if self.kind.rule.restores:
            details["event"] = str(self.snapshot.last_event)
        return NewEvent(
            kind=self.kind.name,
            details=details,
            occurred=cleaned_data["occurred"],
            place=cleaned_data["place"],
            paper=cleaned_data["paper"],
            identity={
                **(self.identity.identity() if self.identity else {}),
                **(self.part.identity() if self.part else {}),
            },
            marks=marks,
            attested=attested,
            lateness=cleaned_data.get("lateness", ""),
        )

    def answer(self) -> HttpResponse | None:
        """Preview or record; None where the page must be shown again, with what is wrong."""
        if not self.is_valid():
            self.meant = list(self._meant())
            return None
        event = self.event()
        result = self.proposal.data.get("proposal-reason", "").strip() or "-"
        try:
            self.seen = preview.preview(
                self.actor, self.snapshot, proposals.with_reason(self.kind, event, result)
            )
            self.repeated = None if "again" in self.request.POST else self._repeated(event)
            if "record" in self.request.POST:
                self.unconfirmed = not self._is_confirmed()
                if self.repeated is None and not self.unconfirmed:
                    return self._record(event)
        except (Refused, Invalid, Conflict) as error:
            self.reasons = list(error.reasons) or [error]
        return None

    def _repeated(self, event: NewEvent) -> Repeated | None:
        """The latest event on record, where it says the same and was recorded a moment ago."""
        last = self.found.events.order_by("n").last() if self.found else None
        if last is None or (last.kind, last.occurred_from) != (event.kind, event.occurred.start):
            return None
        personal = kinds.personal_fields(self.kind.schema)
        result = {name: value for name, value in event.details.items() if name not in personal}
        at = dt.datetime.fromtimestamp((last.id.int >> 80) / 1000, dt.UTC)
        just_now = timezone.now() - at < AGAIN_WITHIN
        same = (last.details, last.place, last.paper) == (result, event.place, event.paper)
        return Repeated(last.n, at) if just_now and same and self._says_nothing_new() else None

    def _says_nothing_new(self) -> bool:
        """Whether what the event says of identity and marks is on record already; two corrections with one reason are two."""
        assert self.seen is not None
        assert self.found is not None
        sets = self.seen.changes
        marks = [
            {name: getattr(mark, name) for name in describing.MARK_FIELDS} for mark in self.found.marks.all()
        ]
        by_number = {mark["n"]: [mark] for mark in marks}
        return all(
            getattr(self.found, name) == sets[name]
            for name in (describing.everything() - {"marks"}) & sets.keys()
        ) and all(
            any(mark.items() - {("n", mark["n"])} <= row.items() for row in by_number.get(mark["n"], marks))
            for mark in sets.get("marks", ())
        )

    def _record(self, event: NewEvent) -> HttpResponse | None:
        if self.found is None:
            public_id = self._enter(event)
        elif not self.takes_two:
            public_id = self._add(self.found, event)
        elif self.proposal.is_valid():
            public_id = self._propose(self.found, event)
        else:
            return None
        drafts.drop(actor=self.actor, path=self.path)
        return HttpResponseRedirect(reverse("registry:firearm", args=(public_id,)))

    def _enter(self, event: NewEvent) -> str:
        done = events.register_firearm(actor=self.actor, event=event, item=self.snapshot.item)
        self._say(done)
        return done.firearm

    def _add(self, firearm: Firearm, event: NewEvent) -> str:
        seen = self.circumstances.cleaned_data["seen"]
        self._say(
            events.record_event(actor=self.actor, firearm=firearm.public_id, event=event, expected_n=seen)
        )
        return firearm.public_id

    def _propose(self, firearm: Firearm, event: NewEvent) -> str:
        cleaned_data = self.proposal.cleaned_data
        proposal = proposals.propose_event(
            actor=self.actor,
            firearm=firearm.public_id,
            event=event,
            reason=cleaned_data["reason"],
            emergency=bool(cleaned_data.get("emergency")),
            expected_n=self.circumstances.cleaned_data["seen"],
        )
        if cleaned_data.get("emergency"):
            text = _("Done at once, as an emergency (%(id)s). Somebody else must countersign it in time.")
        else:
            text = _("Submitted as %(id)s. Nothing has changed yet: a second person has to approve.")
        messages.success(self.request, text % {"id": identifiers.shown(proposal.public_id)})
        return firearm.public_id

    def _say(self, done: Recorded) -> None:
        messages.success(self.request, _("Recorded: %(sentence)s") % {"sentence": self.kind.sentence})
        for alarm in done.alarms:
            messages.warning(self.request, str(labels.ALARMS.get(alarm, alarm)))

    def _preview_context(self) -> dict[str, Any]:
        assert self.seen is not None
        outcome, changes = self.seen.outcome, self.seen.changes
        before = _facts_on_record(self.found)
        after = before | dict(changes)
        ids = [str(facts.get(name) or "") for facts in (before, after) for name in ("owner", "custodian")]
        names = names_of(self.actor, ids, act="registry.event.preview", object=self.snapshot.public_id)
        known = identity_changes.today(self.found)
        then = known.then(changes)
        rows = identity_changes.rows(known, changes)
        for name, label, _icon in FACTS:
            row = _fact(name, before, names, known), _fact(name, after, names, then)
            was, becomes = told_apart(name, (before, after), row)
            rows.append({"name": label, "was": was, "becomes": becomes, "changed": was != becomes})
        return {
            "changes": rows,
            "state": labels.STATES.get(str(outcome.state), str(outcome.state)),
            "alarms": [labels.ALARMS.get(alarm, alarm) for alarm in outcome.alarms],
            "flags": [labels.FLAGS.get(flag, flag) for flag in outcome.flags],
            "deadlines": [
                (labels.DEADLINES.get(term.name, term.name), term.days, term.on)
                for term in with_terms(self.kind.name, outcome.deadlines)
            ],
            "unverified": [
                labels.CONDITIONS[text][0] for text in outcome.unverified if text in labels.CONDITIONS
            ],
            "ends": outcome.ends,
        }


def _marks_on_record(firearm: Firearm) -> list[dict[str, Any]]:
    snapshot = [mark for mark in firearm.marks.all() if not mark.retired]
    return [
        {"n": mark.n, "kind": mark.kind, "text": mark.text or "", "place": mark.place} for mark in snapshot
    ]


def _facts_on_record(firearm: Firearm | None) -> dict[str, Any]:
    if firearm is None:
        return {}
    return {
        name: getattr(firearm, name)
        for name in ("owner", "custodian", *(name for name, _label, _icon in FACTS))
    }


def _fact(
    name: str, facts: Mapping[str, Any], names: Mapping[str, str], known: identity_changes.OnRecord
) -> str:
    if name not in facts:
        return _("no record")
    if name == "physical":
        return known.physical_words(facts[name])
    kind = str(labels.FACTS[name].get(facts[name], facts[name]))
    holder = str(facts.get({"ownership": "owner", "custody": "custodian"}.get(name, "")) or "")
    return f"{names[holder]} ({kind})" if holder in names else kind
