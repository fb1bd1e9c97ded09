"""Sanctions and denial lists are loaded; the names of authorisations are asked of them; a person decides each match.

Names are asked when an application is begun, changed and found complete, when a party abroad is entered or changed, and again of every list that is
loaded. The gate asks once more, and is held by every match that nobody decided, and by each that is the same person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import selectors
from ifar.trade.models import Authorisation, Journey, Match, Watchlist
from ifar.trade.screening import inputs as screening_inputs
from ifar.trade.screening import lists, screened
from ifar.trade.screening.lists import Entry
from ifar.trade.screening.matching import Asked, Hit, is_other, said
from ifar.trade.screening.screened import MANAGE
from ifar.trade.services.writing import RECORDER, WRITE

JOB: Final = Actor(kind="job", id="trade_screening", name="trade_screening")
TASK: Final = "trade.screen"
CAUSE: Final = "trade.listed"
DELISTED: Final = "trade.delisted"
WATCHLIST: Final = Offers(RECORDER, "watchlist", screened.watchlist_for, page="trade:list")
MATCH: Final = Offers(RECORDER, "match", screened.match_for, page="trade:match")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to a list."""

    public_id: str
    entries: int
    added: int
    gone: int
    is_new: bool


# Lists --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_list(
    *, actor: Actor, content: bytes, code: str, title: str, columns: str = "", operator: str = ""
) -> Loaded:
    """Load a list, or a new version of it; every open authorisation is asked again by the worker. The same file twice is one version.

    Args:
        content: the consolidated list of the Security Council in XML, or a table in CSV.
        columns: how a table calls its columns, `name=Full name, aliases=AKA`.
        operator: who sits at the console, where a command loads it.

    Raises:
        Invalid: it is no list that can be read, or names nobody.
    """
    require(actor, MANAGE)
    if not re.fullmatch(screening_inputs.CODE, code):
        raise RECORDER.invalid(Reason("trade.list.code", field="code"))
    try:
        read = lists.read(content, _columns(columns))
    except lists.Unreadable as error:
        raise RECORDER.invalid(error.reason) from None
    found = Watchlist.objects.filter(code=code).first()
    if found is not None and (found.digest, found.title, found.state) == (read.digest, title, "current"):
        return Loaded(found.public_id, found.entries, 0, 0, False)
    entries = _with_states(read.entries)
    came, went = screened.compared(found.listed if found and found.state == "current" else [], entries)
    sets = {
        "title": title,
        "form": read.form,
        "edition": read.edition,
        "digest": read.digest,
        "entries": len(entries),
        "added": len(came),
        "gone": len(went),
    }
    if found is None:
        sets["code"] = code
    written = RECORDER.record(
        actor, "watchlist", "loaded", found, changes=sets, personal={"listed": entries}, note=operator
    )
    _later(written.subject)
    return Loaded(written.subject, len(entries), len(came), len(went), True)


def _columns(text: str) -> dict[str, str]:
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        what, parted, heading = part.partition("=")
        if not parted or what.strip() not in lists.COLUMNS:
            raise RECORDER.invalid(Reason("trade.list.mapping", field="columns"))
        found[what.strip()] = heading.strip()
    return found


def _with_states(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with their States by ISO 3166-1 alpha-2; what names no State is left out."""
    resolver, known = reference.resolver(), dict[str, str]()

    def state(text: str) -> str:
        if text not in known:
            read = resolver.resolve_country(text)
            known[text] = (
                text if reference.exists("country", text) else (read.code or "") if read.is_certain else ""
            )
        return known[text]

    return [
        {**one, "states": list(dict.fromkeys(filter(None, (state(text) for text in one["states"]))))}
        for one in entries
    ]


@WATCHLIST.act(
    "ended",
    screening_inputs.EndList,
    _("Withdraw the list from use"),
    permission=MANAGE,
    hint=_("Its matches lapse, and nobody is screened against it until it is loaded again."),
    danger=True,
)
@transaction.atomic
def end_list(*, actor: Actor, watchlist_id: str, reason: str, expected_n: int | None = None) -> None:
    """Ask nobody of a list any more.

    Raises:
        NotFound: there is no such list for this actor.
    """
    require(actor, MANAGE)
    found = screened.watchlist_for(actor, watchlist_id)
    RECORDER.check_expected(found, expected_n)
    RECORDER.record(actor, "watchlist", "ended", found, note=reason)
    _later(found.public_id)


def _later(watchlist: str) -> None:
    app.configure_task(TASK, queue="imports").defer(watchlist=watchlist)


def ask_again(watchlist: str) -> tuple[int, int]:
    """Ask the names of every open authorisation of the lists that stand, after one of them was loaded or ended; how many matches are new, and lapsed.

    Each authorisation is one transaction: what stops midway goes on where it stopped.
    """
    lapsed = sum(_lapse(public_id) for public_id in _gone(watchlist))
    new = 0
    for public_id in list(screened.meant().values_list("public_id", flat=True)):
        with transaction.atomic():
            found = screened.meant().filter(public_id=public_id).first()
            new += len(screen(JOB, found)) if found is not None else 0
    for public_id in list(screened.travellers().values_list("public_id", flat=True)):
        with transaction.atomic():
            journey = screened.travellers().filter(public_id=public_id).first()
            new += len(screen_traveller(journey)) if journey is not None else 0
    return new, lapsed


def _gone(watchlist: str) -> list[str]:
    """The matches of a list whose entry is there no more."""
    found = Watchlist.objects.filter(public_id=watchlist).first()
    there = (
        {str(one["ref"]) for one in found.listed} if found is not None and found.state == "current" else set()
    )
    held = Match.objects.filter(watchlist=watchlist).exclude(state="lapsed").values_list("public_id", "ref")
    return [public_id for public_id, ref in held if ref not in there]


@transaction.atomic
def _lapse(public_id: str) -> int:
    found = Match.objects.exclude(state="lapsed").select_related("agency").filter(public_id=public_id).first()
    if found is None:
        return 0
    held = found.state == "open" or found.verdict == "same"
    RECORDER.record(JOB, "match", "lapsed", found)
    if held:
        # One person loads and withdraws lists: whoever grants is told that what held it is gone.
        for named in screened.naming(found).filter(state__in=screened.MEANT).select_related("agency"):
            cause = f"{DELISTED} {found.public_id}"
            matters.open_matter("listed", named.public_id, cause, named.agency, compartment=named.compartment)
    return 1


def title_of(code: str) -> str:
    """What a list is called, by its short name; empty where there is none."""
    return str(Watchlist.objects.filter(code=code).values_list("title", flat=True).first() or "")


# Names --------------------------------------------------------------------------------------------------------------


def ask(actor: Actor, *, name: str, born: str = "", country: str = "") -> list[tuple[Watchlist, Hit]]:
    """Ask a name of every list that stands, without keeping anything but the read.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    asked = Asked((name,), tuple(filter(None, (born,))), tuple(filter(None, (country,))))
    titles = {one.public_id: one for one in screened.watchlists_for(actor).filter(state="current")}
    found = [
        (titles[one], hit)
        for one, index in screened.indexes().items()
        for hit in index.hits(asked)
        if one in titles
    ]
    reads.log(actor, "trade.list.ask", "lists", len(found))
    return sorted(found, key=lambda one: -one[1].score)


def screen(actor: Actor, found: Authorisation) -> list[str]:
    """Ask everybody whom an authorisation names of the lists that stand; returns the matches that are new, or open again.

    Where it is in force or suspended, each is a matter of its office.
    """
    return list(_recorded(actor, found, found.named))


def screen_party(actor: Actor, party_id: str) -> None:
    """Ask the name of a party abroad that was entered or changed, for the office that keeps it."""
    for found in selectors.parties_for(actor).filter(public_id=party_id):
        keeper = (found.agency.public_id, found.compartment)
        for public_id, watchlist, hit, asked, known in _unknown(found.agency_id, (party_id,)):
            _find(actor, keeper, public_id, watchlist, hit, asked, known)


def screen_traveller(found: Journey) -> list[str]:
    """Ask the name of a traveller of the lists that stand; returns the matches that are new, or open again: each is a matter of the office that decides it."""
    office, who = screened.authority_of(found), screened.traveller_of(found)
    keeper, made = (office.public_id, found.compartment), []
    for party, watchlist, hit, asked, known in _unknown(office.pk, (who,)):
        made.append(_find(JOB, keeper, party, watchlist, hit, asked, known))
        cause = f"{CAUSE} {made[-1]}"
        matters.open_matter("listed", found.public_id, cause, office, compartment=found.compartment)
    return made


def against_traveller(found: Journey) -> list[Reason]:
    """What of the lists that stand keeps a traveller from crossing the border."""
    codes = [
        "trade.gate.listed" if one.verdict else "trade.gate.match"
        for one in screened.holding_traveller(found)
    ]
    if not codes and any(
        True for _one in _unknown(screened.authority_of(found).pk, (screened.traveller_of(found),))
    ):
        codes = ["trade.gate.asked_anew"]
    return [Reason(code, article="ATT art. 6(1)") for code in dict.fromkeys(codes)]


def _recorded(actor: Actor, found: Authorisation, named: Sequence[str]) -> Iterator[str]:
    keeper = (found.agency.public_id, found.compartment)
    for party, watchlist, hit, asked, known in _unknown(found.agency_id, named):
        match = _find(actor, keeper, party, watchlist, hit, asked, known)
        if found.state in ("in_force", "suspended"):
            matters.open_matter(
                "listed", found.public_id, f"{CAUSE} {match}", found.agency, compartment=found.compartment
            )
        yield match


def _find(
    actor: Actor,
    keeper: tuple[str, str],
    party: str,
    watchlist: str,
    hit: Hit,
    asked: Asked,
    known: Match | None,
) -> str:
    sets: dict[str, Any] = {"score": hit.score}
    if known is None:
        sets |= {"party": party, "watchlist": watchlist, "ref": hit.entry["ref"]}
    told = {**hit.told(), "of": said(asked)}
    written = RECORDER.record(
        actor,
        "match",
        "found",
        known,
        changes=sets,
        personal={"told": told},
        keeper=keeper if known is None else None,
    )
    return written.subject


def _unknown(agency_id: int, named: Sequence[str]) -> Iterator[tuple[str, str, Hit, Asked, Match | None]]:
    """Whom of a list somebody might be and nobody was told, or of whom something else is said since."""
    known = {
        (one.party, one.watchlist, one.ref): one
        for one in Match.objects.filter(agency=agency_id, party__in=named).select_related("agency")
    }
    indexes = screened.indexes()
    for party, asked in screened.asked_of(named).items():
        for watchlist, index in indexes.items():
            for hit in index.hits(asked):
                match = known.get((party, watchlist, str(hit.entry["ref"])))
                if (
                    match is None
                    or match.state == "lapsed"
                    or (match.state != "open" and is_other(match.told, hit.entry, asked))
                ):
                    yield party, watchlist, hit, asked, match


def against(found: Authorisation, approver: str = "") -> list[Reason]:
    """What keeps the gate shut of the lists that stand: for everybody, and for who approves what another person proposed."""
    codes = ["trade.gate.listed" if one.verdict else "trade.gate.match" for one in screened.holding(found)]
    if not codes and any(True for _one in _unknown(found.agency_id, found.named)):
        codes = ["trade.gate.asked_anew"]
    if approver and approver in screened.deciders(found):
        codes.append("trade.gate.decided_by_you")
    return [Reason(code, article="ATT art. 6(1)") for code in dict.fromkeys(codes)]


# Deciding -----------------------------------------------------------------------------------------------------------


@MATCH.act(
    "decided",
    screening_inputs.DecideMatch,
    _("Decide the match"),
    permission=WRITE,
    hint=_("Nothing is granted that names the same person. What is in force is suspended by hand."),
    leads=lambda found: found.state == "open",
)
@transaction.atomic
def decide(*, actor: Actor, match_id: str, verdict: str, reason: str, expected_n: int | None = None) -> None:
    """Decide whether whoever is on the list is the same person, or another; the matters that it raised end with another.

    Raises:
        NotFound: there is no such match for this actor.
        Forbidden: another office keeps it.
    """
    require(actor, WRITE)
    found = screened.match_for(actor, match_id)
    RECORDER.check_expected(found, expected_n)
    RECORDER.record(actor, "match", "decided", found, changes={"verdict": verdict}, note=reason)
    if verdict == "another":
        named = [one.public_id for one in screened.naming(found)]
        named += [one.public_id for one in screened.travellers() if screened.traveller_of(one) == found.party]
        for public_id in named:
            matters.settle_found(actor, public_id, f"{CAUSE} {found.public_id}", "unfounded", reason)


def open_match(actor: Actor, match_id: str) -> Match:
    """One match with what is said of both. The read is logged.

    Raises:
        NotFound: there is no such match for this actor.
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    found = screened.match_for(actor, match_id)
    reads.log(actor, "trade.match.read", found.public_id, people=[found.party])
    return found


def list_matches(actor: Actor, found: Sequence[Match]) -> list[Match]:
    """Matches that the actor was found, with the names that they tell. The read is logged.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    if found:
        reads.log(
            actor, "trade.match.list", "matches", len(found), people=sorted({one.party for one in found})
        )
    return list(found)
