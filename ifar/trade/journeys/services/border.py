"""What the register says at the border of firearms that a traveller has along: whose they are, whether they may pass, whether they are searched for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from ifar.errors import IfarError, Reason
from ifar.reference import selectors as reference
from ifar.registry import labels as registry_labels
from ifar.registry.lifecycle.states import State
from ifar.registry.models import Firearm
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearms_for
from ifar.registry.views.roadside import STOPPING
from ifar.registry.views.search import ALARMING, fits
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words
from ifar.trade.journeys import labels, selectors, travelling
from ifar.trade.models import Journey
from ifar.trade.screening import screened
from ifar.trade.services.writing import CHECK, today

MOST: Final = 20
AWAY: Final = str(State.TEMP_EXPORTED)
VISITING: Final = str(State.TEMP_IMPORTED)


@dataclass(frozen=True, slots=True)
class FirearmCheck:
    """One firearm of a journey at the border: its number on the list, and what speaks against its passing, in codes."""

    n: int
    reasons: tuple[Reason, ...] = ()
    like: tuple[str, ...] = ()

    @property
    def is_wanted(self) -> bool:
        """Whether the register searches for it, or for one like it."""
        return any(reason.code == "trade.journey.wanted" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks against the journey as a whole, and against each firearm that could pass now; empty where all may."""

    reasons: tuple[Reason, ...] = ()
    arms: tuple[FirearmCheck, ...] = field(default=())

    @property
    def may_pass(self) -> bool:
        """Whether some of it may pass."""
        return not self.reasons and any(not arm.reasons for arm in self.arms)


def checked(actor: Actor, journey: Journey, day: dt.date, *, searches: bool = True) -> Verdict:
    """How a journey stands at the border: before it crosses, what may pass; under way, what of it is searched for meanwhile.

    Args:
        searches: whether records that a visitor's firearm fits are looked for.
    """
    numbers = journey.missing if journey.state == "under_way" else range(1, len(journey.arms) + 1)
    stands = selectors.stands({journey.arms[n - 1]["firearm"] for n in numbers} - {""})
    arms = tuple(_checked(actor, journey, n, stands, day, searches) for n in numbers)
    if journey.state != "announced":
        return Verdict(arms=arms)
    passing = [arm.n for arm in arms if not arm.reasons] or [arm.n for arm in arms]
    # Whom a sanctions list might name is no less held where nobody can ask: the offline extract says so too.
    held = {
        "trade.gate.listed" if match.verdict else "trade.gate.match"
        for match in screened.holding_traveller(journey)
    }
    listed = [Reason(code, article="ATT art. 6(1)") for code in sorted(held)]
    return Verdict((*selectors.against(journey, passing, day), *listed), arms)


def _checked(
    actor: Actor,
    journey: Journey,
    n: int,
    stands: Mapping[str, Mapping[str, Any]],
    day: dt.date,
    searches: bool,
) -> FirearmCheck:
    line = journey.arms[n - 1]
    if journey.way == travelling.IN and not line["firearm"]:
        fitting = like_it(actor, line) if searches else []
        like = tuple(firearm.public_id for firearm in fitting if is_wanted(firearm.state, firearm.legal))
        return FirearmCheck(n, (_reason("wanted"),) if like else (), like)
    values = stands.get(line["firearm"])
    if values is None:
        return FirearmCheck(n, (_reason("owner"),))
    if is_wanted(values["state"], values["legal"]):
        return FirearmCheck(n, (_reason("wanted"),), (line["firearm"],))
    if journey.state == "under_way":
        return FirearmCheck(n, _otherwise(journey, values))
    reasons = []
    if values["owner"] != journey.holder:
        reasons.append(_reason("owner"))
    if values["licence"] and not (
        values["licence_state"] == "in_force"
        and (values["licence_until"] is None or values["licence_until"] >= day)
    ):
        reasons.append(_reason("licence"))
    if values["state"] in (AWAY, "exported"):
        reasons.append(_stands(values))
    return FirearmCheck(n, tuple(reasons))


def _otherwise(journey: Journey, values: Mapping[str, Any]) -> tuple[Reason, ...]:
    there = AWAY if journey.way == travelling.OUT else VISITING
    return () if values["state"] == there else (_stands(values),)


def _stands(values: Mapping[str, Any]) -> Reason:
    state = str(registry_labels.STATES.get(values["state"], values["state"]))
    return Reason("trade.journey.stands", article=travelling.ARTICLE, params={"state": state})


def _reason(code: str) -> Reason:
    return Reason(f"trade.journey.{code}", article=travelling.ARTICLE)


def is_wanted(state: str, legal: str) -> bool:
    """Whether a record stops whoever meets the firearm."""
    return state in ALARMING or legal in STOPPING


def like_it(actor: Actor, line: Mapping[str, Any]) -> list[Firearm]:
    """The records that a visitor's firearm fits exactly, as the actor may see them; none where its mark is too short or too common to look for."""
    question = Question(
        serial=line["serial"],
        make=line["make"] or None,
        calibre=line["calibre"] or None,
        type=line["type"] or None,
    )
    try:
        hits = search(actor, question, kinds=("serial",), edits=0, limit=MOST).hits
    except IfarError:
        return []
    fitting: Collection[str] = [hit.firearm for hit in hits if fits(hit)]
    return list(firearms_for(actor).filter(public_id__in=fitting, merged_into=""))


AHEAD: Final = dt.timedelta(days=2)
"""How far ahead the offline extract looks: longer than it stands."""


def in_extract(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The journeys that cross the border on these days or are under way, for a post's offline extract, each with its firearms and what the register says of each as of now.

    It names nobody; and without a line nobody looks whether the register searches for a visitor's firearm.
    """
    if not may(actor, CHECK):
        return []
    day = today()
    journeys = selectors.journeys_for(actor).filter(
        Q(state="under_way") | Q(state="announced", crosses_on__lte=day + AHEAD, return_by__gte=day)
    )
    spoken = reference.words_of(("make", "model", "calibre", "country"))
    return [_row(actor, journey, day, spoken) for journey in journeys.order_by("crosses_on", "id")[:most]]


def _row(
    actor: Actor, journey: Journey, day: dt.date, spoken: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    verdict = checked(actor, journey, day, searches=False)
    is_back = journey.state == "under_way"
    return {
        "id": journey.public_id,
        "what": f"{labels.WAYS[journey.way]} · {spoken['country'].get(journey.country, journey.country)}",
        "way": journey.way,
        "act": "return" if is_back else "exit",
        "arms": [
            {
                "n": arm.n,
                "id": journey.arms[arm.n - 1]["firearm"],
                "what": words_of({**journey.arms[arm.n - 1], "serial": ""}, spoken),
                "mark": journey.arms[arm.n - 1]["serial"],
                "said": _verdict_sentence(journey, verdict, arm, day),
                "may": not is_back and not verdict.reasons and not arm.reasons,
            }
            for arm in verdict.arms
        ],
    }


def _verdict_sentence(journey: Journey, verdict: Verdict, item: FirearmCheck, day: dt.date) -> str:
    is_out = journey.way == "out"
    if item.is_wanted:
        return _("Stop: a firearm is searched for")
    if journey.state == "under_way":
        text = _("Under way, return due %(day)s") if is_out else _("Under way, must leave by %(day)s")
    elif verdict.reasons or item.reasons:
        return _("May not pass: ask the licensing office")
    else:
        text = _("May pass, return due %(day)s") if is_out else _("May pass, must leave by %(day)s")
    return text % {"day": day_words(journey.return_by or day)}


def words_of(line: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """A firearm of a journey in words: make, model, calibre, serial number.

    Args:
        spoken: the words of these lists, where the caller has them for many.
    """
    spoken = spoken or reference.words_of(("make", "model", "calibre"))
    results = [spoken[name].get(line[name], line[name]) for name in ("make", "model", "calibre")]
    return " · ".join(
        item for item in (" ".join(filter(None, results[:2])), results[2], line["serial"]) if item
    )
