"""What an actor may see of the bars, and who is alike: candidates by number, name and birth date, judged as records are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest

from ifar.errors import NotFound, Reason
from ifar.parties import bars, likeness, names, selectors
from ifar.parties.models import Bar, Party
from ifar.rights import Actor, may

MOST: Final = 10


def bars_for(actor: Actor) -> QuerySet[Bar]:
    """The bars that the actor's own office entered: whoever else is barred is found by `alike`, and not listed."""
    if not may(actor, "parties:bar:read"):
        return Bar.objects.none()
    return Bar.objects.filter(agency_id=actor.agency_id, compartment__in=actor.compartments)


def bar_for(actor: Actor, public_id: str) -> Bar:
    """One bar of the actor's own office.

    Raises:
        NotFound: there is none for this actor.
    """
    bar = bars_for(actor).select_related("agency").filter(public_id=public_id).first()
    if bar is None:
        raise NotFound("parties.bar.not_found")
    return bar


def in_force(day: dt.date) -> Q:
    """The condition on bars that stand on a day."""
    return Q(state="standing", valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


def of_records(public_ids: Collection[str], day: dt.date) -> list[Bar]:
    """The bars in force that were entered for these records."""
    records = Bar.objects.filter(in_force(day), party__in=public_ids).select_related("agency")
    return list(records.order_by("-id"))


def named(public_ids: Collection[str]) -> list[Bar]:
    """Bars that a desk was told of, by their identifiers: what may be said of them to every desk is their kind and whom to ask."""
    return list(Bar.objects.filter(public_id__in=public_ids).select_related("agency").order_by("id"))


@dataclass(frozen=True, slots=True)
class BarMatch:
    """A bar whose person is like the one who was asked about.

    Attributes:
        sureness: `certain` or `likely`; neither decides anything.
        likeness: the reasons for and against; what they quote of the other person is empty where the desk may not see it.
        shown: whether the desk may see whom the bar is about.
    """

    bar: Bar
    sureness: bars.Sureness
    likeness: likeness.Likeness
    shown: bool


def alike(
    actor: Actor, values: Sequence[Mapping[str, Any]], records: Collection[str], day: dt.date
) -> Sequence[BarMatch]:
    """Bars in force on `day` whose person is the one described, or like them; the surest first.

    The whole register is asked, whatever the actor's compartment: a bar that a desk cannot see must still be told, or it would hand a
    firearm to whom another office refused one.

    Args:
        values: the descriptions, by the names of `party.VALUES`: as somebody is now, and as they were.
        records: the records of the party that is asked about; none where somebody is only described.
    """
    result: dict[int, BarMatch] = {}
    itself = likeness.Likeness(likeness.WORTH["identity.same"][0], (Reason("record.same"),))
    for record in of_records(records, day) if records else ():
        result[record.pk] = BarMatch(record, "certain", itself, _own(actor, record))
    ours = [{**value, "kind": "person"} for value in values]
    comparable = {row[0].pk: row for each in values for row in _comparable(actor, each, day)}
    for bar, shown, theirs in comparable.values():
        if bar.pk in result:
            continue
        compared = likeness.best(ours, theirs)
        if (sureness := bars.sureness(compared)) is not None:
            result[bar.pk] = BarMatch(bar, sureness, compared if shown else _silenced(compared), shown)
    ordered = sorted(
        result.values(),
        key=lambda bar_match: (bar_match.sureness != "certain", -bar_match.likeness.points, bar_match.bar.pk),
    )
    return ordered[:MOST]


def _own(actor: Actor, bar: Bar) -> bool:
    return bar.agency_id == actor.agency_id and may(actor, "parties:bar:read")


def _silenced(result: likeness.Likeness) -> likeness.Likeness:
    """The reasons without what they quote of somebody whom the desk may not see."""
    return likeness.Likeness(result.points, tuple(replace(reason, params={}) for reason in result.reasons))


def _comparable(
    actor: Actor, values: Mapping[str, Any], day: dt.date
) -> Iterator[tuple[Bar, bool, list[dict[str, Any]]]]:
    """Whom it is worth to compare closely, as they are and as they were, and whether the actor may see them: described ones, then parties who are barred."""
    for bar in {record.pk: record for record in _described(values, day)}.values():
        theirs = {"kind": "person", "name": bar.name or "", "identity_numbers": bar.identity_numbers}
        yield bar, _own(actor, bar), [{**theirs, "born": bar.born.isoformat() if bar.born else ""}]
    barred = Bar.objects.filter(in_force(day), party=OuterRef("public_id"))
    pool = Party.objects.filter(Exists(barred))
    records = selectors.comparable(pool, values, named=pool.filter(keys__barred=True))
    parties = {party.public_id: party for party in records}
    if parties:
        seen = set(
            selectors.parties_for(actor).filter(public_id__in=parties).values_list("public_id", flat=True)
        )
        descriptions = selectors.descriptions_of(parties.values())
        for bar in of_records(parties.keys(), day):
            yield bar, bar.party in seen, descriptions[parties[bar.party].pk]


def _described(values: Mapping[str, Any], day: dt.date) -> Iterator[Bar]:
    pool = Bar.objects.filter(in_force(day), party="").select_related("agency")
    numbers = [
        str(identity_number.get("number", "")) for identity_number in values.get("identity_numbers") or ()
    ]
    if keys := [key for number in numbers if (key := likeness.identity_key(number))]:
        derived = Func(
            F("identity_numbers"),
            Value(""),
            function="parties_identity_keys",
            output_field=ArrayField(TextField()),
        )
        yield from pool.alias(identity_keys=derived).filter(identity_keys__overlap=keys)[: selectors.COMPARED]
    if key := names.folded(values.get("name") or ""):
        named = _named(pool, key)
        yield from named[: selectors.COMPARED]
        if values.get("born"):
            yield from named.filter(born=values["born"])[: selectors.COMPARED]


def _named(pool: QuerySet[Bar], key: str) -> QuerySet[Bar]:
    bones = names.skeleton(key)
    sound = Q(keys__skeleton__trigram_similar=bones) if len(bones) > 3 else Q(keys__skeleton=bones)
    return (
        pool.annotate(
            likeness=Greatest(
                TrigramSimilarity("keys__folded", key), TrigramSimilarity("keys__skeleton", bones)
            )
        )
        .filter(Q(keys__folded__trigram_similar=key) | sound)
        .order_by("-likeness", "id")
    )
