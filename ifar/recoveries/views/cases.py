"""The list of cases, a new case with its first item, one case with its items, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from ifar import identifiers
from ifar.accounts.selectors import desks, people
from ifar.accounts.views import exports
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.bulk import many
from ifar.errors import IfarError, Reason
from ifar.form_errors import actor_of, at_fields
from ifar.ledger.selectors import recorded
from ifar.matters.found import Thing, things_of
from ifar.parties.services.naming import names_of
from ifar.recoveries import inputs, labels, selectors
from ifar.recoveries.custody.services.together import TAKEN_IN
from ifar.recoveries.custody.views import presenters as custody_presenters
from ifar.recoveries.models import Case, Item, Person, RefusedRow
from ifar.recoveries.numbered import cases_of_number
from ifar.recoveries.services import case_handover, case_persons, cases, certain, items, tables
from ifar.recoveries.services.writing import RECORDER
from ifar.recoveries.views import presenters as showing
from ifar.recoveries.views.case_handover import pdf_of
from ifar.recoveries.views.forms import case_form, case_parts, is_said, item_form, item_parts
from ifar.reference import selectors as reference
from ifar.registry.occurred import Occurred, day
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.templatetags.days import when_words

MOST_SHOWN: Final = 60
"""Proposals of a case that its page shows together; each item's own page shows all of its own."""


MOST_ROWS: Final = 50
"""Rows that wait to be mended and are shown together."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case, with its first item where something was typed: number, type, make and serial are enough for a plain pistol."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    first: dict[str, Any] = {"kind": request.GET.get("kind", "seized")[:20], "occurred": _today()}
    form, item = case_form(request, **first), item_form(request)
    alike = form_of(inputs.AlikeItems, request, prefix="alike")
    good = request.method == "POST" and all([form.is_valid(), item.is_valid(), alike.is_valid()])
    there = cases_of_number(actor, form.given.number) if good and "again" not in request.POST else []
    if good and not there:
        try:
            with transaction.atomic():
                case = cases.open_case(
                    actor=actor, said=cases.circumstances_of(form.given), again="again" in request.POST
                )
                entered = _enter(actor, case, item, alike.given.things)
        except IfarError as error:
            _at_forms(form, item, alike, error)
        else:
            _tell(request, entered)
            return redirect("recoveries:photographs" if alike.given.things else "recoveries:case", case)
    context = {
        "form": form,
        "item": item,
        "alike": alike,
        "there": there,
        **case_parts(form),
        **item_parts(item),
    }
    return render(request, "recoveries/new.html", context, status=422 if form.is_bound else 200)


def _enter(actor: Actor, case: str, form: ActForm, lines: Sequence[str]) -> items.Entered | None:
    """Enter what a new case begins with: nothing, one item, or several that differ in their serial numbers.

    Where several are listed, what was typed of the first is of all of them, but for the number of its exhibit and its other mark, and it is one
    of them where its serial number was typed too.

    Raises:
        Invalid: what is of the first alone is typed without it, or a line is no serial number.
    """
    first: inputs.SayItem = form.given
    said = [first] if is_said(form) and (first.serial or not lines) else []
    own = [name for name in ("exhibit", "other_text") if getattr(first, name)]
    if own and not said:
        raise RECORDER.invalid(*(Reason("recoveries.scan.first", field=name) for name in own))
    said += [
        _alike(first, serial, n)
        for n, serial in enumerate(tables.serials_of(lines), 1)
        if serial.upper() != first.serial.upper()
    ]
    if not said:
        return None
    return items.enter_items(actor=actor, case=case, items=[items.new_item_of(one) for one in said])


def _alike(first: inputs.SayItem, serial: str, line: int) -> inputs.SayItem:
    known = first.model_dump(exclude_unset=True, exclude={"exhibit", "other_kind", "other_text"})
    try:
        return inputs.SayItem.model_validate({**known, "serial": serial})
    except ValidationError as error:
        raise RECORDER.invalid(
            Reason("recoveries.scan.long", field="things", params={"line": line})
        ) from error


def _today() -> Occurred:
    """Most is entered on the day on which it happened."""
    return day(timezone.localdate(), str(timezone.get_current_timezone()))


def _at_forms(form: ActForm, item: ActForm, alike: ActForm, error: IfarError) -> None:
    """Put reasons at the form whose field they concern."""
    fields = {reason.field for reason in error.reasons} | {error.field}
    asked = [one for one in (form, item, alike) if not fields.isdisjoint(one.fields)]
    at_fields(next(iter(asked), form), error)


def _tell(request: HttpRequest, entered: items.Entered | None) -> None:
    if entered is not None and len(entered.items) > 1:
        tell_many(request, entered)
    elif entered is not None and entered.met:
        messages.warning(request, _("The register has something that it may be. Look at the proposals."))
    elif entered is not None:
        messages.success(request, entered_words(actor_of(request), entered.items[0]))
    else:
        messages.success(request, _("The case is open."))


def tell_many(request: HttpRequest, entered: items.Entered | tables.TableResult) -> None:
    """Say how many items were entered, and of how many the register has something."""
    number = len(entered.items)
    text = ngettext(
        "%(number)d item was entered and searched.", "%(number)d items were entered and searched.", number
    )
    messages.success(request, text % {"number": number})
    if entered.met:
        text = ngettext(
            "The register has something that %(number)d of them may be.",
            "The register has something that %(number)d of them may be.",
            entered.met,
        )
        messages.warning(request, text % {"number": entered.met})


def entered_words(actor: Actor, public_id: str) -> str:
    """What is said of an item that was entered and met nothing that the actor may see: which one, and whether that is all that is to be known."""
    item = selectors.item_for(actor, public_id)
    mark = showing.serial_text(item)
    named = " ".join(text for text in (showing.item_title(item, showing.spoken_now()), mark) if text)
    values = {"line": item.line, "title": f"\u2068{named}\u2069"}
    if any(why for _desks, why in selectors.heard_of(item.searches).values()):
        sentence = _(
            "Item %(line)d, %(title)s, was entered. Not everything could be searched yet: its page says why."
        )
    elif selectors.is_being_asked(item.searches):
        sentence = _(
            "Item %(line)d, %(title)s, was entered and searched. Closed compartments are being asked about it: its page says whom to ask."
        )
    else:
        sentence = _(
            "Item %(line)d, %(title)s, was entered and searched. Nothing that you may see fits; what comes later is compared with it."
        )
    return sentence % values


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say anew what is known of a case."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    case = selectors.own_case_for(actor, public_id)
    narrative = case.narrative if case.narrative and cases.read_narrative(actor, case) else ""
    form = case_form(request, case, narrative=narrative)

    def amend(said: inputs.AmendCase) -> None:
        changes = {name: value for name, value in said if name != "expected_n"}
        cases.change_case(actor=actor, case=public_id, changes=changes, expected_n=said.expected_n)

    if done(request, form, amend, _("What is known of the case was said anew.")):
        return redirect("recoveries:case", public_id)
    context = {"form": form, "one": case, **case_parts(form)}
    return render(request, "recoveries/new.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A case: what is known, its items with what they may be, the people, its life, what can be done now."""
    return case_page(request, public_id)


def came_from(actor: Actor, case: Case) -> Thing | None:
    """The record of an app above that a case came from, such as a consignment at the border: its report bears its identifier."""
    named = identifiers.parse(case.report) if case.report else None
    return things_of(actor, [named]).get(named) if named else None


def case_page(
    request: HttpRequest,
    public_id: str,
    mending: Mending | None = None,
    naming: ActForm | None = None,
    to_form: ActForm | None = None,
) -> HttpResponse:
    """A case: what is known, its items with what they may be, the people, its life, what can be done now; with `mending` also a row as somebody
    tried to mend it, with `naming` a person of whom something is still to be chosen."""
    actor = actor_of(request)
    case = selectors.case_for(actor, public_id)
    spoken = showing.spoken_now()
    things = list(selectors.items_of(case))
    unjudged = selectors.hits_for(actor).filter(item__case=case, verdict="", item__state="open")
    hits = showing.newest(unjudged.prefetch_related("firearm__marks")[:MOST_SHOWN])
    # Also those that were judged: what was said of one takes nothing from, or adds to, how likely the others are.
    likely = selectors.likely_of(selectors.hits_for(actor).filter(item__in={hit.item_id for hit in hits}))
    rows = [(hit.item, showing.hit_row(hit, spoken, {}, likely[hit.pk])) for hit in hits]
    proposed, folded = showing.unfolded(rows, lambda row: row[1])
    waiting: dict[int, int] = {}
    for hit in hits:
        waiting[hit.item_id] = waiting.get(hit.item_id, 0) + 1
    searches = [search for item in things for search in item.searches]
    heard = selectors.heard_of(searches)
    asked = _desks_to_ask(things, heard)
    events = selectors.life_of(case)
    proofs = recorded([event.id for event in events], settings.IFAR_WITNESSES_NEEDED)
    who = people.names_of({proof.actor for proof in proofs.values()})
    persons = _persons(actor, case)
    own = selectors.is_own(actor, case)
    chains = custody_presenters.chains_of(actor, things, own=own)
    waiting_rows = list(selectors.refused_of(case))
    context = {
        "one": case,
        "kind": labels.CASES[case.kind],
        "state": labels.CASE_STATES[case.state],
        "tone": labels.TONES.get(case.state, ""),
        "when": when_words(case.began, case.ended, case.precision),
        "where": showing.where(case),
        "facts": showing.facts_of(case),
        "came_from": came_from(actor, case),
        "kept": [
            {
                "kind": reference.words("kept_thing").get(k["kind"], k["kind"]),
                "reference": k.get("reference", ""),
            }
            for k in case.kept
        ],
        "items": [
            {
                **showing.item_row(item, spoken, waiting.get(item.pk, 0)),
                "chain": chains.get(item.public_id),
                "ask": [desk.name for desk, those in asked if item in those],
                "waits": any(heard[search][1] == "quota" for search in item.searches if search in heard),
            }
            for item in things
        ],
        "together": _together(
            actor, chains.values(), bool(own and hits and certain.certain_of(hits, likely))
        ),
        "hits": proposed,
        "folded": folded,
        "proposed": len(hits),
        "desks": [
            {**desk._asdict(), "things": [showing.item_row(item, spoken) for item in those]}
            for desk, those in asked
        ],
        "waits": showing.waits_of(heard, searches),
        "release": showing.release_of(actor, heard, searches, case.public_id),
        "persons": persons,
        "may_name": may(actor, "parties:party:read") and actor.purpose is not None,
        "narrative": case.narrative if may(actor, "parties:party:read") and actor.purpose is not None else "",
        "refused": _refused(actor, waiting_rows[:MOST_ROWS], mending, spoken),
        "more_rows": max(0, len(waiting_rows) - MOST_ROWS),
        "rows": len(waiting_rows),
        "life": showing.life_rows(
            events,
            {str(entry): who.get(proof.actor, proof.actor) for entry, proof in proofs.items()},
            {item.public_id: item.line for item in things},
        ),
        "person_form": naming or form_of(inputs.NamePerson, prefix="person"),
        "naming": naming is not None,
        "may_write": may(actor, "recoveries:case:write") and own and case.state == "open",
        "may_take_out": may(actor, "recoveries:case:hand_over"),
        "to_form": to_form or form_of(inputs.HandOverCase, ids="to"),
        "shared": _desk_names(set(case.shared)),
        "offered": offered(actor, cases.CASE, case),
    }
    return render(
        request, "recoveries/case.html", context, status=422 if mending or naming or to_form else 200
    )


def _desks_to_ask(
    things: Sequence[Item], heard: Mapping[str, tuple[Sequence[str], str]]
) -> list[tuple[desks.OfficeToAsk, list[Item]]]:
    """Desks by name, each with the items about whose marks it is to be asked, in order."""
    result: dict[str, list[Item]] = {}
    for item in things:
        for desk in {desk for search in item.searches if search in heard for desk in heard[search][0]}:
            result.setdefault(desk, []).append(item)
    return [(desk, result[desk.agency]) for desk in desks.whom_to_ask(result)] if result else []


def _desk_names(agencies: set[str]) -> list[str]:
    return desks.names_of(agencies) if agencies else []


def _persons(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """People of a case: who they are only for those who may see it, under a stated purpose, and the read is logged."""
    named = may(actor, "parties:party:read") and actor.purpose is not None
    those: list[Person] = (
        case_persons.read_persons(actor, case) if named else list(selectors.persons_of(case))
    )
    names: Mapping[str, str] = (
        names_of(actor, {p.party for p in those if p.party}, act="recoveries.persons", object=case.public_id)
        if named
        else {}
    )
    roles, offences = reference.words("involved_role"), reference.words("suspected_offence")
    return [
        {
            "one": person,
            "role": roles.get(person.role, person.role),
            "sex": labels.SEXES[person.sex],
            "age": labels.AGES[person.age],
            "stage": labels.STAGES[person.stage],
            "offences": " · ".join(offences.get(code, code) for code in person.offences),
            "name": (names.get(person.party, "") or (person.described or {}).get("name", ""))
            if named
            else "",
            "party": person.party if named else "",
        }
        for person in those
    ]


@dataclass(frozen=True, slots=True)
class Mending:
    """A row as somebody tried to mend it: its number, what stood in the form, why it could not be entered."""

    row: int
    cells: Mapping[str, str]
    reasons: Sequence[Reason]


def _refused(
    actor: Actor, waiting: Sequence[RefusedRow], mending: Mending | None, spoken: showing.Spoken
) -> list[dict[str, Any]]:
    """Rows that wait to be mended: each column with its words, what is wrong at it, and the words that the lists know."""
    met = selectors.rows_met(actor, waiting)
    known = {"type": spoken["firearm_type"].values()} | {
        name: spoken[name].values() for name in ("condition", "marking")
    }
    return [
        showing.waiting_row(
            row,
            mending.cells if mending and mending.row == row.pk else row.cells,
            mending.reasons if mending and mending.row == row.pk else showing.reasons_of_row(row),
            known,
            met.get(row.pk, ()),
            spoken,
        )
        for row in waiting
    ]


@require_POST
def hand_over(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """The case as a file for a case-management system: PDF with the data attached, JSON, a workbook. That it was taken out stands in the log."""
    actor = actor_of(request)
    require(actor, "recoveries:case:hand_over")
    to_form = form_of(inputs.HandOverCase, request, ids="to")
    taken = submitted(
        to_form, lambda value: case_handover.hand_over(actor=actor, case=public_id, to=value.to)
    )
    if taken is None:
        return case_page(request, public_id, to_form=to_form)
    if form == "pdf":
        case = selectors.case_for(actor, public_id)
        response: HttpResponseBase = HttpResponse(
            pdf_of(actor, case, taken, to_form.given.to), content_type="application/pdf"
        )
    elif form == "json":
        response = HttpResponse(taken.document, content_type="application/json")
    else:
        response = FileResponse(exports.workbook(taken.sheets(), mirrored=False), content_type=exports.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{public_id}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _together(actor: Actor, chains: Iterable[Any], may_link: bool) -> list[dict[str, Any]]:
    """What can be done to several items in one batch: taken into custody, where one of them is not yet; linked, where one firearm is certain."""
    names = set() if all(chain and chain["state"] for chain in chains) else {TAKEN_IN}
    names |= {certain.LINKED} if may_link else set()
    possible = (item for item in many.possible(actor) if item.name in names) if names else ()
    return [{"name": "act", "value": item.name, "label": item.title} for item in possible]


def may_take_in(actor: Actor) -> bool:
    """Whether the actor may take several items into custody at once."""
    return any(item.name == TAKEN_IN for item in many.possible(actor))


def may_open(actor: Actor, firearm: str) -> bool:
    """Whether the actor may open a firearm's page."""
    return bool(firearm) and firearms_for(actor).filter(public_id=firearm).exists()
