"""Sanctions and denial lists are loaded and ended by two people; the names of authorisations are asked of them; a person decides each match.

Names are asked when an application is begun, changed and found complete, when a party abroad is entered or changed, and again of every list that is
loaded. The gate asks once more, and is held by every match that nobody decided, and by each that is the same person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as selectors_of_proposals
from ifar.accounts.services import proposals, reads
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files import services as files
from ifar.files import store
from ifar.matters.services import matters
from ifar.reference import selectors as reference
from ifar.rights import AGENCY_COMPARTMENT, Actor, require
from ifar.trade import selectors
from ifar.trade.models import Authorisation, Journey, Match, Watchlist
from ifar.trade.screening import inputs as screening_inputs
from ifar.trade.screening import lists, screened
from ifar.trade.screening.lists import Entry
from ifar.trade.screening.matching import Hit, ScreenedName, as_json, is_other
from ifar.trade.services.writing import PROPOSE_LIST, RECORDER, WRITE

JOB: Final = Actor(kind="job", id="trade_screening", name="trade_screening")
TASK: Final = "trade.screen"
CAUSE: Final = "trade.listed"
DELISTED: Final = "trade.delisted"
LOADED: Final = "trade.watchlist_loaded"
ENDED: Final = "trade.watchlist_ended"
WATCHLIST: Final = Offers(RECORDER, "watchlist", screened.watchlist_for, page="trade:list")
MATCH: Final = Offers(RECORDER, "match", screened.match_for, page="trade:match")


# Lists --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_list(
    *, actor: Actor, content: bytes, code: str, title: str, reason: str, columns: str = ""
) -> Proposal:
    """Propose a list, or a new version of it; it counts once another person decided. The file is kept, and read again then.

    Args:
        content: the consolidated list of the Security Council in XML, or a table in CSV.
        columns: how a table calls its columns, `name=Full name, aliases=AKA`.

    Raises:
        Invalid: it is no list that can be read, names nobody, or is the version that stands.
        Conflict: a version of it waits for an answer.
    """
    require(actor, PROPOSE_LIST)
    if not re.fullmatch(screening_inputs.CODE, code):
        raise RECORDER.invalid(Reason("trade.list.code", field="code"))
    if not title.strip():
        raise RECORDER.invalid(Reason("trade.list.title", field="title"))
    watchlist = Watchlist.objects.filter(code=code).first()
    details, _entries = _version(content, code, title, columns, watchlist)
    if watchlist is not None and (watchlist.digest, watchlist.title, watchlist.state) == (
        details["digest"],
        title,
        "current",
    ):
        raise RECORDER.invalid(Reason("trade.list.same", field="file"))
    waiting = selectors_of_proposals.waiting_about("", (LOADED,), payload__details__code=code)
    proposals.ask_once(actor, f"{LOADED} {code}", waiting)
    files.keep(actor=actor, purpose="sanctions_list", name=code, content=[content])
    return _propose(actor, LOADED, watchlist, RECORDER.new_id("watchlist"), details, reason)


def _propose(
    actor: Actor, act: str, watchlist: Watchlist | None, new: str, details: Mapping[str, Any], reason: str
) -> Proposal:
    # Lists are in no compartment: the desk of the proposer's own kind decides, and where it has none, the licensing authority.
    defence = AGENCY_COMPARTMENT[actor.agency_kind] == "defence"
    return proposals.propose(
        actor=actor,
        act=act,
        object=watchlist.public_id if watchlist else new,
        payload={"n": watchlist.n + 1 if watchlist else 1, "details": dict(details)},
        reason=reason,
        compartment="defence" if defence else "civilian",
    )


def entries_of(content: bytes, columns: str) -> tuple[lists.Read, list[Entry]]:
    """A list as it is read, and its entries as they are asked.

    Raises:
        Invalid: it is no list that can be read, or names nobody.
    """
    try:
        read = lists.read(content, _columns(columns))
    except lists.Unreadable as error:
        raise RECORDER.invalid(error.reason) from None
    return read, _with_states(read.entries)


def _version(
    content: bytes, code: str, title: str, columns: str, watchlist: Watchlist | None
) -> tuple[dict[str, Any], list[Entry]]:
    """A version of a list: what two people decide of it (the hashes of its file and of its entries, what it brings and takes away), and its entries."""
    read, entries = entries_of(content, columns)
    came, went = screened.compared(screened.listed(watchlist), entries)
    details = {
        "code": code,
        "title": title,
        "columns": columns,
        "form": read.form,
        "edition": read.edition,
        "digest": read.digest,
        "listed_digest": screened.digest_of(entries),
        "entries": len(entries),
        "added": len(came),
        "gone": len(went),
    }
    return details, entries


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Load or end the list that was decided, if it is the one that was read; every open authorisation is asked again by the worker."""
    watchlist = Watchlist.objects.filter(public_id=proposal.object).first()
    n, value = proposal.payload["n"], proposal.payload["details"]
    if (watchlist.n if watchlist else 0) != n - 1:
        raise RECORDER.changed_meanwhile()
    if proposal.act == ENDED:
        RECORDER.record(actor, "watchlist", "ended", watchlist, details=value, proposal=proposal.public_id)
    else:
        _load(actor, proposal, watchlist, value)
    _later(proposal.object)


def _load(actor: Actor, proposal: Proposal, watchlist: Watchlist | None, values: Mapping[str, Any]) -> None:
    content = store.found(values["digest"]).read_bytes()
    if watchlist is None and Watchlist.objects.filter(code=values["code"]).exists():
        raise RECORDER.changed_meanwhile()
    # The States of its entries are read by the reference data as they stand now.
    read, entries = _version(content, values["code"], values["title"], values["columns"], watchlist)
    if read != values:
        raise RECORDER.changed_meanwhile()
    apart = {"columns"} if watchlist is None else {"columns", "code"}
    RECORDER.record(
        actor,
        "watchlist",
        "loaded",
        watchlist or proposal.object,
        changes={name: value for name, value in values.items() if name not in apart},
        details=values,
        personal={"listed": entries},
        proposal=proposal.public_id,
    )


def _columns(text: str) -> dict[str, str]:
    result = {}
    for part in filter(None, (code.strip() for code in text.split(","))):
        what, parted, heading = part.partition("=")
        if not parted or what.strip() not in lists.COLUMNS:
            raise RECORDER.invalid(Reason("trade.list.mapping", field="columns"))
        result[what.strip()] = heading.strip()
    return result


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
        {**entry, "states": list(dict.fromkeys(filter(None, (state(text) for text in entry["states"]))))}
        for entry in entries
    ]


@WATCHLIST.act(
    "ended",
    screening_inputs.EndList,
    _("Submit withdrawal of the list for approval"),
    permission=PROPOSE_LIST,
    hint=_(
        "Once another person agrees, its matches lapse, and nobody is screened against it until it is loaded again."
    ),
    danger=True,
)
@transaction.atomic
def propose_end(*, actor: Actor, watchlist_id: str, reason: str) -> Proposal:
    """Propose to ask nobody of a list any more.

    Raises:
        NotFound: there is no such list for this actor.
        Refused: it is in use no more.
    """
    require(actor, PROPOSE_LIST)
    watchlist = screened.watchlist_for(actor, watchlist_id)
    RECORDER.state_after("watchlist", "ended", watchlist.state)
    return _propose(actor, ENDED, watchlist, "", {}, reason)


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
            authorisation = screened.meant().filter(public_id=public_id).first()
            new += len(screen(JOB, authorisation)) if authorisation is not None else 0
    for public_id in list(screened.travellers().values_list("public_id", flat=True)):
        with transaction.atomic():
            journey = screened.travellers().filter(public_id=public_id).first()
            new += len(screen_traveller(journey)) if journey is not None else 0
    return new, lapsed


def _gone(watchlist: str) -> list[str]:
    """The matches of a list whose entry is there no more."""
    record = Watchlist.objects.filter(public_id=watchlist).first()
    there = (
        {str(item["ref"]) for item in record.listed}
        if record is not None and record.state == "current"
        else set()
    )
    held = Match.objects.filter(watchlist=watchlist).exclude(state="lapsed").values_list("public_id", "ref")
    return [public_id for public_id, ref in held if ref not in there]


@transaction.atomic
def _lapse(public_id: str) -> int:
    match = Match.objects.exclude(state="lapsed").select_related("agency").filter(public_id=public_id).first()
    if match is None:
        return 0
    held = match.state == "open" or match.verdict == "same"
    RECORDER.record(JOB, "match", "lapsed", match)
    if held:
        # Whoever grants is told that what held it is gone: others decided about the list.
        for named in screened.naming(match).filter(state__in=screened.MEANT).select_related("agency"):
            cause = f"{DELISTED} {match.public_id}"
            matters.open_matter("listed", named.public_id, cause, named.agency, compartment=named.compartment)
    return 1


# Names --------------------------------------------------------------------------------------------------------------


def ask(actor: Actor, *, name: str, born: str = "", country: str = "") -> list[tuple[Watchlist, Hit]]:
    """Ask a name of every list that stands, without keeping anything but the read.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    asked = ScreenedName((name,), tuple(filter(None, (born,))), tuple(filter(None, (country,))))
    titles = {
        watchlist.public_id: watchlist for watchlist in screened.watchlists_for(actor).filter(state="current")
    }
    rows = [
        (titles[key], hit)
        for key, index in screened.indexes().items()
        for hit in index.hits(asked)
        if key in titles
    ]
    reads.log(actor, "trade.list.ask", "lists", len(rows))
    return sorted(rows, key=lambda row: -row[1].score)


def screen(actor: Actor, authorisation: Authorisation) -> list[str]:
    """Ask everybody whom an authorisation names of the lists that stand; returns the matches that are new, or open again.

    Where it is in force or suspended, each is a matter of its office.
    """
    return list(_recorded(actor, authorisation, authorisation.named))


def screen_party(actor: Actor, party_id: str) -> None:
    """Ask the name of a party abroad that was entered or changed, for the office that keeps it."""
    for party in selectors.parties_for(actor).filter(public_id=party_id):
        keeper = (party.agency.public_id, party.compartment)
        for public_id, watchlist, hit, asked, known in _unknown(party.agency_id, (party_id,)):
            _find(actor, keeper, public_id, watchlist, hit, asked, known)


def screen_traveller(journey: Journey) -> list[str]:
    """Ask the name of a traveller of the lists that stand; returns the matches that are new, or open again: each is a matter of the office that decides it."""
    office, who = screened.authority_of(journey), screened.traveller_of(journey)
    keeper, made = (office.public_id, journey.compartment), []
    for party, watchlist, hit, asked, known in _unknown(office.pk, (who,)):
        made.append(_find(JOB, keeper, party, watchlist, hit, asked, known))
        cause = f"{CAUSE} {made[-1]}"
        matters.open_matter("listed", journey.public_id, cause, office, compartment=journey.compartment)
    return made


def against_traveller(journey: Journey) -> list[Reason]:
    """What of the lists that stand keeps a traveller from crossing the border."""
    codes = [
        "trade.gate.listed" if match.verdict else "trade.gate.match"
        for match in screened.holding_traveller(journey)
    ]
    if not codes and any(
        True for _one in _unknown(screened.authority_of(journey).pk, (screened.traveller_of(journey),))
    ):
        codes = ["trade.gate.asked_anew"]
    return [Reason(code, article="ATT art. 6(1)") for code in dict.fromkeys(codes)]


def _recorded(actor: Actor, authorisation: Authorisation, named: Sequence[str]) -> Iterator[str]:
    keeper = (authorisation.agency.public_id, authorisation.compartment)
    for party, watchlist, hit, asked, known in _unknown(authorisation.agency_id, named):
        match = _find(actor, keeper, party, watchlist, hit, asked, known)
        if authorisation.state in ("in_force", "suspended"):
            matters.open_matter(
                "listed",
                authorisation.public_id,
                f"{CAUSE} {match}",
                authorisation.agency,
                compartment=authorisation.compartment,
            )
        yield match


def _find(
    actor: Actor,
    keeper: tuple[str, str],
    party: str,
    watchlist: str,
    hit: Hit,
    asked: ScreenedName,
    known: Match | None,
) -> str:
    sets: dict[str, Any] = {"score": hit.score}
    if known is None:
        sets |= {"party": party, "watchlist": watchlist, "ref": hit.entry["ref"]}
    result = {**hit.told(), "of": as_json(asked)}
    written = RECORDER.record(
        actor,
        "match",
        "found",
        known,
        changes=sets,
        personal={"told": result},
        keeper=keeper if known is None else None,
    )
    return written.subject


def _unknown(
    agency_id: int, named: Sequence[str]
) -> Iterator[tuple[str, str, Hit, ScreenedName, Match | None]]:
    """Whom of a list somebody might be and nobody was told, or of whom something else is said since."""
    known = {
        (item.party, item.watchlist, item.ref): item
        for item in Match.objects.filter(agency=agency_id, party__in=named).select_related("agency")
    }
    indexes = screened.indexes()
    for party, asked in screened.screened_names(named).items():
        for watchlist, index in indexes.items():
            for hit in index.hits(asked):
                match = known.get((party, watchlist, str(hit.entry["ref"])))
                if (
                    match is None
                    or match.state == "lapsed"
                    or (match.state != "open" and is_other(match.told, hit.entry, asked))
                ):
                    yield party, watchlist, hit, asked, match


def against(authorisation: Authorisation, approver: str = "") -> list[Reason]:
    """What keeps the gate shut of the lists that stand: for everybody, and for who approves what another person proposed."""
    codes = [
        "trade.gate.listed" if match.verdict else "trade.gate.match"
        for match in screened.holding(authorisation)
    ]
    if not codes and any(True for _one in _unknown(authorisation.agency_id, authorisation.named)):
        codes = ["trade.gate.asked_anew"]
    if approver and approver in screened.deciders(authorisation):
        codes.append("trade.gate.decided_by_you")
    return [Reason(code, article="ATT art. 6(1)") for code in dict.fromkeys(codes)]


# Deciding -----------------------------------------------------------------------------------------------------------


@MATCH.act(
    "decided",
    screening_inputs.DecideMatch,
    _("Decide the match"),
    permission=WRITE,
    hint=_("Nothing is granted that names the same person. What is in force is suspended by hand."),
    leads=lambda record: record.state == "open",
)
@transaction.atomic
def decide(*, actor: Actor, match_id: str, verdict: str, reason: str, expected_n: int | None = None) -> None:
    """Decide whether whoever is on the list is the same person, or another; the matters that it raised end with another.

    Raises:
        NotFound: there is no such match for this actor.
        Forbidden: another office keeps it.
    """
    require(actor, WRITE)
    match = screened.match_for(actor, match_id)
    RECORDER.check_expected(match, expected_n)
    RECORDER.record(actor, "match", "decided", match, changes={"verdict": verdict}, note=reason)
    if verdict == "another":
        named = [authorisation.public_id for authorisation in screened.naming(match)]
        named += [
            traveller.public_id
            for traveller in screened.travellers()
            if screened.traveller_of(traveller) == match.party
        ]
        for public_id in named:
            matters.settle_found(actor, public_id, f"{CAUSE} {match.public_id}", "unfounded", reason)


def open_match(actor: Actor, match_id: str) -> Match:
    """One match with what is said of both. The read is logged.

    Raises:
        NotFound: there is no such match for this actor.
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    match = screened.match_for(actor, match_id)
    reads.log(actor, "trade.match.read", match.public_id, people=[match.party])
    return match


def list_matches(actor: Actor, matches: Sequence[Match]) -> list[Match]:
    """Matches that the actor was found, with the names that they tell. The read is logged.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    if matches:
        reads.log(
            actor,
            "trade.match.list",
            "matches",
            len(matches),
            people=sorted({match.party for match in matches}),
        )
    return list(matches)
