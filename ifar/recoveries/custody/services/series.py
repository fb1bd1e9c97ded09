"""Looking for series from one workshop among described arms, and what a person says of each: accepted, rejected, parted, joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.recoveries import selectors
from ifar.recoveries.custody import inputs, series
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import CustodyEvent, Item, Series
from ifar.recoveries.services.writing import lock
from ifar.rights import Actor, require

DECIDE: Final = "custody:series:decide"
SERIES: Final = Offers(RECORDER, "series", kept.one_series_for, page="custody:series")
MOST_SHOWN: Final = 20
"""Arms that one page proposes for a series."""


def described(actor: Actor) -> dict[str, series.Features]:
    """The arms that the actor may see and whose features somebody described, as they are compared."""
    items = selectors.items_for(actor).filter(kind="firearm").exclude(state="merged").exclude(features={})
    return {item.public_id: features_of(item) for item in items.order_by("-id")[: series.MOST + 1]}


def features_of(item: Item) -> series.Features:
    """The features of an item, with how it came about and its calibre."""
    calibre = str(item.identity.get("calibre") or item.identity.get("calibre_raw") or "")
    return series.features_of(item.features, origin=item.origin, calibre=calibre)


@transaction.atomic
def look(*, actor: Actor) -> list[str]:
    """Compare all described arms and propose the series that are new; returns their public identifiers.

    What was rejected is not proposed again, nor what stands as a proposal or an accepted series already.

    Raises:
        Refused: too few arms are described, or too many.
    """
    require(actor, DECIDE)
    arms = described(actor)
    if len(arms) < series.SMALLEST:
        raise RECORDER.refused(Reason("custody.series.few"))
    if len(arms) > series.MOST:
        raise RECORDER.refused(Reason("custody.series.many", params={"most": series.MOST}))
    known = list(kept.series_for(actor).values_list("state", "members"))
    return [_propose(actor, item) for item in series.propose(arms) if not _is_known(item.members, known)]


def _is_known(members: Sequence[str], known: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Whether it was rejected as a whole, or most of it stands proposed or accepted."""
    mine = set(members)
    for state, others in known:
        if state == "rejected":
            if mine <= set(others):
                return True
        elif 2 * len(mine & set(others)) > len(mine):
            return True
    return False


def _propose(actor: Actor, result: series.Series) -> str:
    reasons = [{**asdict(reason), "bits": round(reason.bits * 10)} for reason in result.reasons[:12]]
    changes = {"members": list(result.members), "percent": result.percent, "reasons": reasons}
    return RECORDER.record(actor, "series", "proposed", changes=changes).subject


def _standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Series:
    require(actor, DECIDE)
    record = kept.one_series_for(actor, public_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("series", kind, record.state)
    return record


def _is_mine(actor: Actor, record: Series) -> bool:
    return record.agency_id == actor.agency_id


def _candidates(actor: Actor, record: Series) -> Mapping[str, Any]:
    """The arms that may belong to a series, by their number in the case and their identifier."""
    names = [candidate.name for candidate in candidates(actor, record)]
    items = kept.items_of(names)
    return {
        "among": {
            "exhibit": [(name, f"{items[name].exhibit} {identifiers.shown(name)}".strip()) for name in names]
        }
    }


@SERIES.act(
    "accepted",
    inputs.AcceptSeries,
    _("Accept it as one workshop"),
    permission=DECIDE,
    done=_("It is on record as one workshop."),
    leads=True,
    when=_is_mine,
)
@transaction.atomic
def accept(*, actor: Actor, series_id: str, name: str, note: str = "", expected_n: int | None = None) -> None:
    """Accept a series as one workshop, under a name."""
    record = _standing(actor, series_id, "accepted", expected_n)
    if not name.strip():
        raise RECORDER.invalid(Reason("custody.series.name", field="name"))
    changes = {"name": " ".join(name.split())[:80]}
    RECORDER.record(actor, "series", "accepted", record, changes=changes, note=note)


@SERIES.act(
    "rejected",
    inputs.RejectSeries,
    _("Reject the series"),
    permission=DECIDE,
    done=_("It is on record that this is no series."),
    when=_is_mine,
)
@transaction.atomic
def reject(*, actor: Actor, series_id: str, note: str, expected_n: int | None = None) -> None:
    """Say that these arms do not come from one workshop, and why."""
    record = _standing(actor, series_id, "rejected", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    RECORDER.record(actor, "series", "rejected", record, note=note)


@SERIES.act(
    "split",
    inputs.SplitSeries,
    _("Take the ticked ones out"),
    permission=DECIDE,
    done=_("The series is parted."),
    when=_is_mine,
)
@transaction.atomic
def split(
    *, actor: Actor, series_id: str, out: Sequence[str], note: str = "", expected_n: int | None = None
) -> str:
    """Take some arms out of a series; they become a proposed series of their own where they are several. Returns its identifier.

    Raises:
        Invalid: none would be taken out, or all.
    """
    record = _standing(actor, series_id, "split", expected_n)
    try:
        rest, taken = series.split(record.members, out)
    except ValueError as error:
        raise RECORDER.invalid(Reason("custody.series.split", field="out")) from error
    changes, values = {"members": list(rest)}, {"out": list(taken)}
    RECORDER.record(actor, "series", "split", record, changes=changes, details=values, note=note)
    if len(taken) < series.SMALLEST:
        return ""
    apart: dict[str, Any] = {"members": list(taken), "percent": record.percent, "reasons": []}
    made = RECORDER.record(actor, "series", "proposed", changes=apart, details={"from": series_id})
    return made.subject


def candidates(actor: Actor, record: Series) -> Sequence[series.Candidate]:
    """The arms that may belong to an accepted series and of which nobody has said anything yet: a queue for a person.

    Nothing where more arms are described than are compared at once.
    """
    if record.state != "accepted":
        return ()
    arms = described(actor)
    if len(arms) > series.MOST:
        return ()
    settled = set(_passed_over(record.public_id))
    for members in kept.series_for(actor).filter(state="accepted").values_list("members", flat=True):
        settled |= set(members)
    return series.candidates(record.members, arms, apart=settled - set(record.members))[:MOST_SHOWN]


def _passed_over(public_id: str) -> list[str]:
    custody_events = CustodyEvent.objects.filter(subject=public_id, kind="passed_over")
    return [details["exhibit"] for details in custody_events.values_list("details", flat=True)]


def _seen(actor: Actor, record: Series, exhibit: str) -> dict[str, Any]:
    """What was shown of an arm when somebody decided: it goes into the log with the decision. Nothing where it was not proposed."""
    candidate = next((item for item in candidates(actor, record) if item.name == exhibit), None)
    if candidate is None:
        return {"exhibit": exhibit, "percent": None, "reasons": []}
    reasons = [{**asdict(reason), "bits": round(reason.bits * 10)} for reason in candidate.reasons[:12]]
    return {"exhibit": exhibit, "percent": candidate.percent, "reasons": reasons}


@SERIES.act(
    "joined",
    inputs.JoinSeries,
    _("Join an arm that you recognise"),
    permission=DECIDE,
    done=_("The arm belongs to the series now."),
    when=_is_mine,
)
@transaction.atomic
def join(
    *, actor: Actor, series_id: str, exhibit: str, note: str = "", expected_n: int | None = None
) -> None:
    """Join an arm to an accepted series, because it was proposed or somebody recognised it; the log keeps the reasons that were shown.

    Raises:
        NotFound: there is no such series or arm for this actor.
        Invalid: it belongs to a series already.
        Conflict: somebody else decided something meanwhile.
    """
    record = _standing(actor, series_id, "joined", expected_n)
    lock(exhibit)
    item = selectors.item_for(actor, exhibit)
    if kept.series_for(actor).filter(state="accepted", members__contains=[item.public_id]).exists():
        raise RECORDER.invalid(Reason("custody.series.member", field="exhibit"))
    members = sorted({*record.members, item.public_id})
    seen = _seen(actor, record, item.public_id)
    changes = {"members": members}
    RECORDER.record(actor, "series", "joined", record, changes=changes, details=seen, note=note)


@SERIES.act(
    "passed_over",
    inputs.PassOver,
    _("Pass an arm over: it is another workshop's"),
    permission=DECIDE,
    done=_("It is on record that it is another workshop's."),
    when=_is_mine,
    asks=_candidates,
)
@transaction.atomic
def pass_over(
    *, actor: Actor, series_id: str, exhibit: str, note: str, expected_n: int | None = None
) -> None:
    """Say that an arm which was proposed for a series is another workshop's, and why; it is not proposed for it again.

    Raises:
        NotFound: there is no such series or arm for this actor.
        Invalid: nothing says why, or it belongs to the series.
        Conflict: somebody else decided something meanwhile.
    """
    record = _standing(actor, series_id, "passed_over", expected_n)
    item = selectors.item_for(actor, exhibit)
    if item.public_id in record.members:
        raise RECORDER.invalid(Reason("custody.series.member", field="exhibit"))
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    seen = _seen(actor, record, item.public_id)
    RECORDER.record(actor, "series", "passed_over", record, details=seen, note=note)
