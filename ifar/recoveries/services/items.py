"""Items of a case: entered, one or hundreds, each searched at once; amended, and searched anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.acts.recorder import WrittenAct
from ifar.errors import Invalid, Reason
from ifar.files.selectors import deposit_for
from ifar.ledger import services as ledger
from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN
from ifar.recoveries import inputs, kinds, selectors
from ifar.recoveries.inputs import SayItem
from ifar.recoveries.linking import Looked, marking_of, questions
from ifar.recoveries.models import Case, Hit, Item
from ifar.recoveries.services.searching import Met, met_of, proposals_of_each, tell
from ifar.recoveries.services.writing import ITEM, RECORDER, WRITE, is_open, lock
from ifar.reference import selectors as reference
from ifar.registry import describing
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.services.saved_searches import SavedQuestion, close_search, open_searches
from ifar.registry.intake.readings import western
from ifar.registry.labels import words_of
from ifar.registry.marks.placeholders import meaning_of
from ifar.registry.models import SavedSearch
from ifar.registry.search.former_marks import is_known
from ifar.registry.search.naming import identity_of
from ifar.rights import Actor, may, require

LISTS: Final[Mapping[str, str]] = {"marking": "marking", "condition": "condition", "origin": "made_how"}
CODED: Final[Mapping[str, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "firearm_type",
    "country_made": "country",
}
"""What identity says in codes -> the reference list of them."""
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as somebody enters it.

    Attributes:
        kind: one of `kinds.ITEM_KINDS`.
        quantity: pieces, where one line stands for several.
        exhibit: its number at the office.
        identity, marks: as `registry/describing.py` says.
        marking, condition: the IAFQ's codes; empty where nobody looked.
        origin, features: how an arm that no factory made came about, and what can be seen of that: feature -> what was seen.
        photos: hashes of pictures that were deposited.
    """

    kind: str = "firearm"
    quantity: int = 1
    exhibit: str = ""
    identity: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[Mapping[str, Any]] = ()
    marking: str = ""
    condition: str = ""
    origin: str = ""
    features: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[str] = ()


def new_item_of(item: SayItem, before: Item | None = None) -> NewItem:
    """An item as somebody says it; of one that is said anew, what they were not asked stays as it was."""
    known = {name: value for name in CODED if (value := getattr(item, name))}
    identity = identity_of({**known, **({"year": item.year} if item.year else {})}, reference.resolver())
    kept: list[Mapping[str, Any]] = []
    if before is not None:
        for name in CODED:
            if name not in known and before.identity.get(f"{name}_status") == NOT_ASKED:
                identity[f"{name}_status"] = NOT_ASKED
        kept = [mark for mark in before.marks if mark["kind"] not in ("serial", item.other_kind)]
    return NewItem(
        identity=identity,
        marks=[
            *_read(item),
            *(dict(mark) for mark in item.marks),
            *({name: value for name, value in row.items() if name != "n"} for row in kept),
        ],
        photos=before.photos if before else (),
        **{
            name: getattr(item, name)
            for name in ("kind", "quantity", "exhibit", "marking", "condition", "origin", "features")
        },
    )


def _read(item: SayItem) -> Iterator[dict[str, Any]]:
    """The serial number as it was read, or why there is none, and the other mark."""
    if text := western(item.serial):
        meaning = meaning_of(text)
        if meaning is None:
            yield {"kind": "serial", "text": text, "text_status": KNOWN}
        else:
            yield {"kind": "serial", "text": None, "text_status": NONE if meaning[0] == "none" else UNKNOWN}
    if item.other_text:
        yield {"kind": item.other_kind, "text": western(item.other_text), "text_status": KNOWN}


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering: the items, and how many of them met something in the register."""

    items: list[str]
    met: int


def known_codes() -> dict[str, Collection[str]]:
    """Every list that an item may name codes of, with those codes: asked for once for hundreds of items."""
    lists = (*LISTS.values(), *CODED.values(), "make_feature", "mark_kind")
    return {name: reference.words(name).keys() for name in dict.fromkeys(lists)}


def checked(new: NewItem, this_year: int, known: Mapping[str, Collection[str]]) -> NewItem:
    """An item whose identity and marks are of the register's form; `known` are the codes of `known_codes`.

    Raises:
        Invalid: with every reason, at its field.
    """
    wrong = []
    if new.kind not in kinds.ITEM_KINDS:
        wrong.append(Reason("recoveries.kind", field="kind"))
    if not 1 <= new.quantity <= 10_000_000 or (new.quantity > 1 and new.kind not in kinds.SEVERAL):
        wrong.append(Reason("recoveries.quantity", field="quantity"))
    wrong += [
        Reason("recoveries.code", field=name)
        for name, listed in LISTS.items()
        if (code := getattr(new, name)) and code not in known[listed]
    ]
    wrong += [
        Reason("recoveries.code", field=name)
        for name, listed in CODED.items()
        if (code := new.identity.get(name)) and code not in known[listed]
    ]
    if not all(name in known["make_feature"] for name in new.features):
        wrong.append(Reason("recoveries.code", field="features"))
    marks = [_mark(n, mark) for n, mark in enumerate(new.marks, 1)]
    if any(
        set(mark) - describing.MARK_FIELDS or mark.get("kind") not in known["mark_kind"] for mark in marks
    ):
        wrong.append(Reason("recoveries.mark", field="marks"))
    identity: dict[str, Any] = {}
    try:
        identity = describing.description(new.identity, kind="seized", creates=True, this_year=this_year)
    except Invalid as error:
        wrong += [replace(reason, message=words_of(reason.code, reason.params)) for reason in error.reasons]
    if new.kind == "firearm" and not wrong and not describing.says_something(identity, marks):
        wrong.append(Reason("recoveries.said_nothing", field="type"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    features = {name: " ".join(text.split())[:LONGEST] for name, text in new.features.items() if text.strip()}
    return replace(
        new,
        identity=identity,
        marks=marks,
        marking=marking_of(new.marking, marks),
        exhibit=" ".join(new.exhibit.split())[:60],
        features=features,
    )


def _mark(n: int, mark: Mapping[str, Any]) -> dict[str, Any]:
    return {"text_status": KNOWN, **mark, "n": n}


@transaction.atomic
def enter_items(
    *, actor: Actor, case: str, items: Sequence[NewItem], details: Mapping[str, Any] | None = None
) -> Entered:
    """Enter items of a case and search each at once.

    Args:
        details: of what a device sent from the field: its key, under which it arrives once, and what tells it again.

    Proposals stand when this returns; both sides of a hit on something lost or stolen are told in the same transaction.

    Raises:
        NotFound: there is no such case for this actor.
        Refused: it is concluded, or no purpose is stated.
        Invalid: with every reason; nothing is entered then.
    """
    require(actor, "recoveries:case:write")
    reads.require_purpose(actor)
    record = selectors.own_case_for(actor, case)
    if not items:
        raise RECORDER.invalid(Reason("recoveries.none", field="items"))
    if len(items) > kinds.MOST_ITEMS:
        raise RECORDER.invalid(
            Reason("recoveries.too_many", field="items", params={"most": kinds.MOST_ITEMS})
        )
    now = ledger.now()
    known = known_codes()
    good = [checked(new_item, now.year, known) for new_item in items]
    lock(record.public_id)
    first = (Item.objects.filter(case=record).aggregate(last=Max("line"))["last"] or 0) + 1
    looked = [questions(new_item.kind, new_item.identity, new_item.marks) for new_item in good]
    searches = keep_open(actor, record, looked)
    entered = [
        RECORDER.compose(
            actor,
            "item",
            "entered",
            changes={"case": record.public_id, "line": line, **_columns(new_item, asked, kept)},
            details=details,
            parent=record,
        )
        for line, (new_item, asked, kept) in enumerate(zip(good, looked, searches, strict=True), first)
    ]
    RECORDER.write(actor, *entered, recorded_at=now)
    subjects = [act.subject for act in entered]
    stand = {
        item.public_id: item
        for item in Item.objects.filter(public_id__in=subjects).select_related("case", "case__agency")
    }
    met = _search(actor, [(stand[subject], asked) for subject, asked in zip(subjects, looked, strict=True)])
    return Entered(subjects, met)


def _columns(new: NewItem, looked: Sequence[Looked], searches: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": new.kind,
        "quantity": new.quantity,
        "exhibit": new.exhibit,
        "identity": dict(new.identity),
        "marks": list(new.marks),
        "marking": new.marking,
        "condition": new.condition,
        "origin": new.origin,
        "features": dict(new.features),
        "photos": list(dict.fromkeys(new.photos)),
        "question": {row.mark: saved_search.payload_of(row.question) for row in looked},
        "searches": list(searches),
    }


def keep_open(actor: Actor, case: Case, looked: Sequence[Sequence[Looked]]) -> list[list[str]]:
    """Open a saved search for each mark of each item: what comes into the register later is compared with it."""
    if not may(actor, "registry:search:keep"):
        return [[] for _ in looked]
    wanted = [SavedQuestion(row.question, case.public_id, case.number) for some in looked for row in some]
    opened = iter(open_searches(actor=actor, kind="recovery", wanted=wanted, exhibits=True) if wanted else ())
    return [[next(opened).public_id for _ in some] for some in looked]


def _search(
    actor: Actor,
    items: Sequence[tuple[Item, Sequence[Looked]]],
    known: Collection[tuple[str, int, str]] = (),
) -> int:
    """Search items and note what they may be, but for what is `known`: firearm, mark, and how it was compared; returns how many met something."""
    acts: list[WrittenAct] = []
    mets: list[Met] = []
    met = 0
    each = proposals_of_each(actor, [(looked, item.searches) for item, looked in items])
    for (item, _looked), results in zip(items, each, strict=True):
        on: Item | WrittenAct = item
        proposals = [value for value in results if not is_known(*value.named, known)]
        met += bool(proposals)
        for proposal in proposals:
            on = RECORDER.compose(actor, "item", "hit", on, details=proposal.details("entry"))
            acts.append(on)
            mets.append(met_of(item, proposal, on.entry, actor))
    if acts:
        RECORDER.write(actor, *acts)
        tell(mets)
    return met


@transaction.atomic
def amend_item(*, actor: Actor, item: str, new: NewItem, expected_n: int | None = None) -> Entered:
    """Say anew what an item is, as after a mark was cleaned or restored; what changed of its marks is searched again.

    Raises:
        NotFound: there is no such item for this actor.
        Refused: it is linked already, or its case is concluded.
        Invalid: with every reason, at its field.
        Conflict: somebody else changed it after the actor looked.
    """
    require(actor, "recoveries:case:write")
    reads.require_purpose(actor)
    record = selectors.own_item_for(actor, item)
    RECORDER.check_expected(record, expected_n)
    good = checked(new, ledger.now().year, known_codes())
    # Photographs are added by an act of their own; to say anew what an item is takes none away.
    good = replace(good, photos=[*record.photos, *good.photos])
    looked = questions(good.kind, good.identity, good.marks)
    asked = {row.mark: saved_search.payload_of(row.question) for row in looked}
    if asked == record.question:
        RECORDER.record(actor, "item", "amended", record, changes=_columns(good, looked, record.searches))
        return Entered([record.public_id], 0)
    [kept] = keep_open(actor, record.case, [looked])
    close_searches(actor, record)
    RECORDER.record(actor, "item", "amended", record, changes=_columns(good, looked, kept))
    known = set(Hit.objects.filter(item=record).values_list("firearm__public_id", "mark_n", "plain"))
    again = selectors.own_item_for(actor, item)
    return Entered([record.public_id], _search(actor, [(again, looked)], known))


def close_searches(actor: Actor, item: Item, outcome: str = "not_needed") -> None:
    """Close what is kept open for an item, where it is the actor's own office that keeps it."""
    close_kept(actor, item.searches, item.public_id, outcome)


def close_kept(actor: Actor, searches: Collection[str], reason: str, outcome: str = "not_needed") -> None:
    """Close some of what is kept open for a case, where it is the actor's own office that keeps it."""
    own = SavedSearch.objects.filter(public_id__in=searches, closed="", agency_id=actor.agency_id)
    for search in own.order_by("pk").values_list("public_id", flat=True):
        close_search(actor=actor, savedsearch_id=search, outcome=outcome, reason=reason)


@transaction.atomic
def add_photos(*, actor: Actor, item: str, photos: Sequence[str]) -> None:
    """Add pictures of marks that were deposited; the originals stay sealed.

    Raises:
        NotFound: there is no such item, or no such picture, for this actor.
        Refused: the case is concluded.
    """
    require(actor, "recoveries:case:write")
    record = selectors.own_item_for(actor, item)
    for sha256 in photos:
        deposit_for(actor, sha256)
    together = list(dict.fromkeys([*record.photos, *photos]))
    RECORDER.record(actor, "item", "photographed", record, changes={"photos": together})


def _as_on_record(actor: Actor, item: Item) -> Mapping[str, Any]:
    """What is on record of its tracing, or what the register's record comes to."""
    return {"initial": {"outcome": selectors.proposed_outcome(actor, item) or item.tracing}}


@ITEM.act(
    "traced",
    inputs.NoteTracing,
    _("Note the outcome of tracing"),
    permission=WRITE,
    when=lambda actor, record: record.kind == "firearm" and is_open(actor, record),
    asks=_as_on_record,
)
@transaction.atomic
def note_tracing(*, actor: Actor, item_id: str, outcome: str, expected_n: int | None = None) -> None:
    """Note the outcome of tracing for an item (IAFQ tables 5.1-5.3).

    Raises:
        NotFound: there is no such item for this actor.
        Invalid: there is no such outcome.
    """
    require(actor, "recoveries:case:write")
    item = selectors.own_item_for(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    if not reference.exists("trace_outcome", outcome):
        raise RECORDER.invalid(Reason("recoveries.code", field="outcome"))
    RECORDER.record(actor, "item", "traced", item, changes={"tracing": outcome})
