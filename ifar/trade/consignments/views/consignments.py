"""Consignments: the list, one of them with its crates and what is packed, and packing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.bulk import many
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.matters import found as matters_found
from ifar.matters import labels as matter_labels
from ifar.matters import selectors as matters_of
from ifar.placement.roads.reconciling import DEGREES, Finding, Standing, Whole, findings, standings
from ifar.rights import may, require
from ifar.trade import labels, selectors
from ifar.trade.consignments import inputs
from ifar.trade.consignments import labels as consignment_labels
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.selectors import Packed
from ifar.trade.consignments.services import consignments, observing, packing
from ifar.trade.consignments.status import status_of
from ifar.trade.models import Authorisation, Consignment, Crate, Observation
from ifar.trade.services.writing import today
from ifar.trade.views import fates
from ifar.trade.views.authorisations import goods_rows
from ifar.trade.views.states import state_name
from ifar.trade.views.summaries import goods_in_short, other_state

MARKED: Final = "registry.import_marked"
MARKED_AT_ONCE: Final = 100
"""Firearms with which the form of a batch begins."""
SHOWN: Final = 500
"""Pieces that the page of a consignment names one by one; of more than that each crate has its share, and what is missing or replaced comes first."""
AT_LEAST: Final = 20
"""Pieces of each crate that are named, however many crates there are."""
NAMED: Final = 20
"""Numbers of missing pieces that an observation names; the crates above it name every one."""


def _row(consignment: Consignment, pieces: int | None, status: tuple[Any, str]) -> dict[str, Any]:
    return {
        "one": consignment,
        "of": consignment.authorisation,
        "kind": labels.KINDS[consignment.authorisation.kind],
        "state": status[0],
        "tone": status[1],
        "into_state": state_name(consignment.into_state),
        "other_state": other_state(consignment.authorisation, consignment.consignee),
        "goods": goods_in_short(consignment.authorisation.goods, counted=False),
        "pieces": pieces or 0,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The consignments that somebody sees, the newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    result = page_of(
        request.GET,
        kept.consignments_for(actor),
        order=("-id",),
        sorts={"left_on": None},
    )
    pieces, status = kept.counted(result.items), status_of(result.items)
    context = {
        "rows": [
            _row(consignment, pieces.get(consignment.pk), status[consignment.pk])
            for consignment in result.items
        ],
        "found": result,
        "packs": may(actor, kept.PACK),
    }
    return render(request, "trade/consignments.html", context)


def _choices(some: list[Authorisation]) -> list[tuple[str, str]]:
    """Authorisations to choose from: what for, which goods, where to, until when, by which number."""
    return [
        (
            authorisation.public_id,
            f"{labels.KINDS[authorisation.kind]} · {goods_in_short(authorisation.goods)} · {other_state(authorisation)} · {authorisation.valid_to}"
            f" · {identifiers.shown(authorisation.public_id)}",
        )
        for authorisation in some
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a consignment."""
    actor = actor_of(request)
    require(actor, kept.PACK)
    asked = request.GET.get("authorisation", "")[:20]
    authorisations = kept.to_pack_on(actor, today())
    # The one from whose page somebody comes is among them, however old it is.
    authorisations += [
        authorisation
        for authorisation in kept.packed_on_by(actor).filter(public_id=asked)
        if authorisation not in authorisations
    ]
    among = _choices(authorisations)
    several = [
        (party, f"{name} · {identifiers.shown(authorisation.public_id)}")
        for authorisation in authorisations
        if authorisation.further
        for party, name in selectors.names_of(authorisation).items()
        if party in authorisation.consignees
    ]
    form = form_of(
        inputs.OpenConsignment,
        request,
        initial={"authorisation": asked},
        among={"authorisation": among, "consignee": several},
        without=() if several else ("consignee",),
    )
    made = submitted(form, lambda given: consignments.open_consignment(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The consignment is open. Add its crates, then pack."))
        return redirect("trade:consignment", made)
    context = {"form": form, "none": not among}
    return render(request, "trade/new_consignment.html", context, status=422 if form.is_bound else 200)


def _lines(consignment: Consignment, items: Sequence[Packed]) -> list[dict[str, Any]]:
    """The lines of the authorisation in words: how many it allows, how many are packed here, how many are left for any consignment."""
    of = consignment.authorisation
    packed = kept.packed_under(of)
    here: dict[tuple[str, str, str, str], int] = {}
    for item in items:
        key = (item.type, item.calibre, item.make, item.model)
        here[key] = here.get(key, 0) + item.quantity
    allowed: dict[tuple[str, str, str, str], int] = {}
    rows = {}
    for line in of.goods:
        key = kept.key_of(line)
        allowed[key] = allowed.get(key, 0) + int(line["quantity"])
        rows[key] = line
    return [
        {
            **goods_rows([line])[0],
            "quantity": allowed[key],
            "here": here.get(key, 0),
            "left": allowed[key] - packed.get(key, 0),
        }
        for key, line in rows.items()
    ]


def _crates(
    consignment: Consignment, items: Sequence[Packed], standing: Mapping[str, Standing]
) -> list[dict[str, Any]]:
    of_crate: dict[str, list[Packed]] = {}
    for item in sorted(items, key=lambda record: not standing[record.public_id].verdict):
        of_crate.setdefault(item.crate, []).append(item)
    shown = len(items) if len(items) <= SHOWN else max(AT_LEAST, SHOWN // len(of_crate))
    goods = consignment.authorisation.goods
    kinds = {line["type"]: row["type"] for line, row in zip(goods, goods_rows(goods), strict=True)}
    return [
        {
            "one": crate,
            "pieces": sum(record.quantity for record in of_crate.get(crate.public_id, ())),
            "items": [
                {
                    "one": record,
                    "type": kinds.get(record.type, record.type),
                    **_stands(standing[record.public_id]),
                }
                for record in of_crate.get(crate.public_id, ())[:shown]
            ],
            "more": max(0, len(of_crate.get(crate.public_id, ())) - shown),
        }
        for crate in kept.crates_of(consignment)
    ]


def _stands(standing: Standing) -> dict[str, Any]:
    """What is known of a piece, in words."""
    return {
        "told": labels.STANDINGS[standing.told],
        "tone": labels.STANDING_TONES.get(standing.told, ""),
        "icon": consignment_labels.STANDING_ICONS[standing.told],
        "others": standing.others,
        "at": standing.seen.at if standing.seen else None,
        "where": state_name(standing.seen.country) if standing.seen and standing.seen.country else "",
    }


def _expected(consignment: Consignment) -> list[dict[str, Any]]:
    """Of each crate what a check should find: its seals, how many pieces, and their serial numbers."""
    result: dict[str, tuple[int, list[str]]] = {}
    for item in kept.packing_list(consignment):
        pieces, serials = result.get(item.crate, (0, []))
        result[item.crate] = (pieces + item.quantity, [*serials, *([item.serial] if item.serial else [])])
    return [
        {
            "one": crate,
            "pieces": result.get(crate.public_id, (0, []))[0],
            "serials": result.get(crate.public_id, (0, []))[1][:SHOWN],
        }
        for crate in kept.crates_of(consignment)
    ]


def _summary(items: Sequence[Packed], standing: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """How many pieces are missing, replaced, seen to each degree and only declared."""
    counted: dict[str, int] = {}
    for item in items:
        text = standing[item.public_id].told
        counted[text] = counted.get(text, 0) + item.quantity
    return [
        {
            "words": words,
            "tone": labels.STANDING_TONES.get(key, ""),
            "icon": consignment_labels.STANDING_ICONS[key],
            "count": counted[key],
        }
        for key, words in labels.STANDINGS.items()
        if key in counted
    ]


def _way(whole: Whole, seen: Sequence[Observation], left_on: Any) -> list[dict[str, Any]]:
    """Each step of the way: whether anybody saw it there, and to which degree at best."""
    steps = [("exit", whole.from_state)]
    for state in whole.through:
        steps += [("transit_entry", state), ("transit_exit", state)]
    steps += [("entry", whole.into_state), ("receipt", whole.into_state)]
    rows = []
    for leg, country in steps:
        here = [
            observation
            for observation in seen
            if observation.leg == leg
            and (leg not in ("transit_entry", "transit_exit") or observation.country == country)
        ]
        best = max((observation.degree for observation in here), key=DEGREES.index, default="")
        rows.append(
            {
                "leg": labels.LEGS[leg],
                "country": state_name(country),
                "degree": labels.DEGREES.get(best, ""),
                "tone": labels.STANDING_TONES.get(best, ""),
                "at": here[0].at if here else None,
                "released": leg == "exit" and left_on,
            }
        )
    return rows


def _numbers(finding: Finding, packed: Mapping[str, str]) -> Sequence[str]:
    """The serial numbers that a difference is about: those that were looked for and not there, or those that were read."""
    if finding.code != "missing":
        return finding.serials
    results = [packed[piece] for piece in finding.pieces[:NAMED]]
    return [*results, "\u2026"] if len(finding.pieces) > NAMED else results


def _observed(consignment: Consignment, seen: Sequence[Observation], whole: Whole) -> list[dict[str, Any]]:
    """What was seen, the latest first, each with what differed."""
    numbers = {crate.public_id: crate.number for crate in consignment.crates.all()}
    packed = {piece.id: piece.serial for piece in whole.pieces}
    return [
        {
            "one": observation,
            "leg": labels.LEGS[observation.leg],
            "country": state_name(observation.country) if observation.country else "",
            "crate": numbers.get(observation.crate, ""),
            "degree": labels.DEGREES[observation.degree],
            "tone": labels.STANDING_TONES.get(observation.degree, ""),
            "taken_back": observation.state == "withdrawn",
            "by": labels.BY[observation.by],
            "read": len(observation.serials),
            "findings": [
                {"words": labels.CAUSES[f"trade.{each.code}"], "serials": _numbers(each, packed)}
                for each in findings(whole, kept.seen_of(observation))
            ],
        }
        for observation in reversed(seen)
    ]


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A consignment: under which authorisation, what is packed in which crate under which seals, and what was done."""
    actor = actor_of(request)
    require(actor, kept.READ)
    consignment = kept.consignment_for(actor, public_id)
    items, reported = kept.packing_list(consignment), kept.reported_of(consignment)
    seen, whole = kept.standing_reports(reported), kept.whole_of(consignment, items)
    standing = standings(whole, map(kept.seen_of, seen), consignment.left_on)
    reports = bool(consignment.left_on) and may(actor, kept.CHECK) and may(actor, "registry:event:record")
    gone = [item.firearm for item in items if standing[item.public_id].verdict] if reports else []
    of = consignment.authorisation
    marks, to_mark = kept.import_marks(consignment, today())
    marking = next((item for item in many.possible(actor) if item.name == MARKED), None) if to_mark else None
    consignee = selectors.names_of(of).get(consignment.consignee, "")
    if consignee:
        reads.log(actor, "trade.authorisation.read", public_id, people=[consignment.consignee])
    history = selectors.history_of("consignment", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    exporter = Agency.objects.filter(public_id=consignment.exporter).first() if consignment.exporter else None
    context = {
        **_row(consignment, sum(item.quantity for item in items), status_of([consignment])[consignment.pk]),
        "from_state": state_name(of.from_state),
        "through": [state_name(leg["country"]) for leg in consignment.through],
        "sees_authorisation": may(actor, selectors.READ),
        "consignee": consignee,
        "over": of.state != "in_force" or of.is_over(today()),
        "stands": labels.state_words("authorisation", "expired" if of.is_over(today()) else of.state),
        "exporter": exporter,
        "lines": _lines(consignment, items),
        "crates": _crates(consignment, items, standing),
        "summary": _summary(items, standing) if seen or consignment.left_on else [],
        "way": _way(whole, seen, consignment.left_on)
        if consignment.state in ("closed", "left") or seen
        else [],
        "observed": _observed(consignment, reported, whole),
        "checks": may(actor, kept.CHECK) and consignment.state != "cancelled",
        "gone": kept.exported_of(gone),
        "marks": marks if any(marks) else None,
        "to_mark": to_mark[:MARKED_AT_ONCE] if marking else [],
        "marked": MARKED,
        "fates": fates.rows_of(actor, "consignment", public_id),
        "matters": [
            {
                "one": matter,
                "words": matters_found.words_of(matter.cause) or matter_labels.KINDS[matter.kind],
                "open": matter.state != "closed",
            }
            for matter in matters_of.about_for(actor, public_id)
        ],
        "packs": consignment.state == "packing"
        and may(actor, kept.PACK)
        and consignments.is_packer(actor, consignment),
        "by_record": of.kind == "export",
        "packed": packing.PACKED,
        "unpacked": packing.UNPACKED,
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": people.get(who, ""), "at": at}
            for kind, reason, who, at in history
        ],
        "offered": offered(actor, consignments.CONSIGNMENT, consignment),
    }
    return render(request, "trade/consignment.html", context)


@require_http_methods(["GET", "POST"])
def new_crate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a crate to a consignment."""
    actor = actor_of(request)
    require(actor, kept.PACK)
    consignment = kept.consignment_for(actor, public_id)
    form = form_of(inputs.AddCrate, request)
    made = submitted(
        form, lambda given: consignments.add_crate(actor=actor, consignment_id=public_id, **dict(given))
    )
    if made:
        messages.success(request, _("The crate is added."))
        return redirect("trade:consignment", public_id)
    context = {"form": form, "found": consignment}
    return render(request, "trade/new_crate.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def pack_goods(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put goods that stand in no record on the packing list."""
    actor = actor_of(request)
    require(actor, kept.PACK)
    consignment = kept.consignment_for(actor, public_id)
    crates: list[Crate] = kept.crates_of(consignment)
    form = form_of(
        inputs.PackGoods,
        request,
        initial={"crate": request.GET.get("crate", "")[:20]},
        among={
            "crate": [(crate.public_id, crate.number) for crate in crates],
            "line": packing.lines_to_choose(consignment.authorisation),
        },
    )
    made = submitted(form, lambda given: packing.pack_goods(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("Packed."))
        return redirect("trade:consignment", public_id)
    context = {"form": form, "found": consignment}
    return render(request, "trade/pack_goods.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def observe(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what was seen of a consignment, as a check at the border does it."""
    actor = actor_of(request)
    require(actor, kept.CHECK)
    consignment = kept.consignment_for(actor, public_id)
    form = form_of(
        inputs.RecordObservation,
        request,
        initial={
            "crate": request.GET.get("crate", "")[:20],
            "leg": "check",
            "degree": "serial_read",
            "country": next(
                (observation.country for observation in reversed(kept.observed_of(consignment))), ""
            ),
        },
        among={"crate": [(crate.public_id, crate.number) for crate in kept.crates_of(consignment)]},
    )
    made = submitted(
        form, lambda given: observing.record(actor=actor, consignment_id=public_id, **dict(given))
    )
    if made:
        whole = kept.whole_of(consignment)
        differs = findings(whole, kept.seen_of(kept.observation_for(actor, made)))
        if differs:
            messages.warning(
                request, _("Recorded. Something differs, and is a matter for the licensing office now.")
            )
        else:
            messages.success(request, _("Recorded. Nothing differs from the packing list."))
        return redirect("trade:consignment", public_id)
    context = {"form": form, "found": consignment, "crates": _expected(consignment)}
    return render(request, "trade/observe.html", context, status=422 if form.is_bound else 200)
