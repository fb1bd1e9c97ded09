"""Loading the demonstration country through the register's own rules and services, and only into an empty register.

Every event is decided by the life cycle and written with its ledger entry, as at a counter; only that thousands are written at once. What takes two
people is proposed by one and approved by another. Loading can be broken off and taken up again: what is there already is left alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors import actors
from ifar.accounts.selectors.proposals import proposals_for
from ifar.accounts.services import acts, ceremony, people, proposals, signin
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.demonstration import (
    abroad,
    accounts,
    ammunition,
    community,
    community_shelf,
    country,
    custody,
    follow_up,
    hotspots,
    inspections,
    licences,
    people_and_partners,
    places,
    recoveries,
    returns,
    sanctions,
    signals,
    stocks,
    strategy,
    strategy_files,
    tracing,
    trade_papers,
    traders,
    workplan,
)
from ifar.demonstration.lives import Life, Model, Ref, Step, doubles, lives
from ifar.demonstration.market import KnownModel, market
from ifar.demonstration.persons import Holder, holders
from ifar.errors import Refused
from ifar.ledger import services as ledger
from ifar.ledger.vouching import SIGNED_IN
from ifar.parties import names
from ifar.parties.services import parties
from ifar.parties.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.reference import services as reference_services
from ifar.registry import occurred, pairs
from ifar.registry.attestations import with_document
from ifar.registry.possession import Keeping
from ifar.registry.search import keys as search_keys
from ifar.registry.services import duplicates, events
from ifar.registry.services import proposals as registry_proposals
from ifar.registry.services.events import NewEvent, Snapshot
from ifar.rights import OWN_BOOK, Actor

SEED: Final = 1
FIREARMS: Final = 9_000
MOST: Final = 20_000
FOLDER: Final = Path(__file__).resolve().parent / "facts"
JOB: Final = Actor(kind="job", id="demo", permissions=frozenset({"reference:list:manage"}))
DOUBLES, CORRECTIONS, FIRST_DOUBLE = 24, 6, 1_000_000
SECONDS: Final = ("supervisor", "judge")
"""Who agrees to what takes a second person: they state the purpose under which they read whom it is about."""
_BATCH: Final = 400
_UNDER_WAY, _WHOLE = "demonstration under way", "demonstration whole"
_AT_HOME: Final = frozenset(
    {"registered", "sighted", "privately_transferred", "inherited", "repair_returned", "loan_returned"}
)
"""Kinds of event after which a firearm lies with its holder."""
_INSERT_NAME: Final = "INSERT INTO parties_namekey (party_id, folded, version) SELECT id, %s, %s FROM parties_party WHERE public_id = %s"

Say = Callable[[str, int, int], None]
"""Told how far a part has come: its name, how many are done, of how many."""


@dataclass(slots=True)
class Cast:
    """Who is who: offices and officers by key, and whoever a step speaks of by its public identifier."""

    offices: dict[str, str] = field(default_factory=dict)
    officers: dict[str, Actor] = field(default_factory=dict)
    by_office: dict[str, Actor] = field(default_factory=dict)

    def identifier(self, ref: Ref) -> str:
        """The public identifier of what a reference means."""
        if ref.noun == "office":
            return self.offices[str(ref.key)]
        if ref.noun == "officer":
            return self.officers[str(ref.key)].id
        return holder_identifier(int(ref.key))

    def resolved(self, value: Any) -> Any:
        """A detail with its references replaced by identifiers."""
        if isinstance(value, Ref):
            return self.identifier(value)
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        return value


def _identifier(kind: str, number: int) -> str:
    """The same identifier for the same thing on every installation, so that a picture or a lesson can name it."""
    digest = hashlib.sha256(f"{country.NAMES['en']}/{kind}/{number}".encode()).digest()
    return identifiers.new(kind, lambda size: digest[:size])


def holder_identifier(number: int) -> str:
    """Public identifier of a holder."""
    return _identifier("P", number)


def firearm_identifier(number: int) -> str:
    """Public identifier of a firearm."""
    return _identifier("F", number)


def is_founded() -> bool:
    """Whether this register has its first people, be it the demonstration's or a real country's."""
    return not ceremony.is_open()


def is_complete() -> bool:
    """Whether the demonstration country stands in this register, however large, to its last record: only the end of `load` notes that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('registry_firearm'::regclass, 'pg_class')")
        return bool(cursor.fetchone()[0] == _WHOLE) and is_founded()


def _note(words: str) -> None:
    """Say on the table of firearms how far loading has come: a comment, which only the owner of the tables writes, as who loads is."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE registry_firearm IS '{words}'")


def load(*, firearms: int = FIREARMS, say: Say = lambda *_: None, until: dt.date | None = None) -> None:
    """Load the demonstration country, or what is still missing of it.

    Raises:
        ifar.errors.Refused: the register was founded by somebody else; a demonstration is never mixed into a real register.
    """
    if is_founded() and not _is_ours():
        raise Refused(
            "demonstration.founded",
            _("This register was founded already; a demonstration is never mixed into it."),
        )
    _note(_UNDER_WAY)
    until = until or timezone.now().date()
    reference_services.load_folder(actor=JOB, folder=FOLDER, origin=country.NAMES["en"].lower())
    if not is_founded():
        found()
    cast = cast_of()
    people_there = list(holders(SEED, firearms * 11 // 20, firearms // 120 + 5, until))
    _load_holders(cast, people_there, say)
    drawn = lives(SEED, firearms, list(_market()), people_there, until)
    quiet, shared = _load_lives(cast, drawn, firearms, say)
    _finish_all(cast, shared, say)
    _leave_something_to_decide(cast, quiet)
    officers, clerks = cast.officers, {cast.offices[key]: actor for key, actor in cast.by_office.items()}
    for load_part in (
        lambda: licences.load(officers, clerks),
        lambda: accounts.load(officers),
        lambda: follow_up.load(officers),
        lambda: recoveries.load(officers, cast.by_office, recoveries.CASES * firearms // FIREARMS),
        lambda: [module.load(officers) for module in (custody, places, ammunition, stocks)],
        lambda: [module.load(officers) for module in (tracing, trade_papers)],
        lambda: [module.load(officers) for module in (hotspots, signals)],
        lambda: [module.load(officers) for module in (abroad, sanctions, returns)],
        lambda: [module.load(officers) for module in (community, community_shelf)],
        lambda: strategy.load(officers, until),
        lambda: people_and_partners.load(officers, until),
        lambda: workplan.load(officers, until),
        lambda: strategy_files.load(officers, until),
        lambda: traders.load(officers, clerks),
        lambda: inspections.load(officers),
    ):
        # Each leaves alone what it finds loaded: half of a part would pass for all of it.
        with transaction.atomic():
            load_part()
    _note(_WHOLE)


# --- offices and people ------------------------------------------------------------------------------------------------
@transaction.atomic
def found() -> None:
    """Found the register: its offices, its people and their roles; then close the founding for good."""
    offices: dict[str, Any] = {}
    for office in country.offices():
        parent = offices[office.parent].public_id if office.parent else ""
        offices[office.key] = ceremony.register_agency(
            NewAgency(
                kind=office.kind,
                name=office.name,
                country=country.CODE,
                area=office.area,
                parent=parent,
                telephone=f"+999 84 {len(offices):02}0 100",
                email=office.email,
                names=office.names,
            )
        )
    registered = {}
    for person in country.people():
        new = NewPerson(username=person.username, name=person.name, language=person.language)
        place = offices[person.office]
        if person.shown:
            user = ceremony.register_person(new, place, country.PASSWORD)
        else:
            user = people.write_person(actor=ceremony.ACTOR, new=new, home=place)
        for role in person.roles:
            ceremony.grant(user, role, place)
        registered[person.username] = user
    ceremony.close(administrator=registered["admin"], security_officer=registered["security"])


def cast_of() -> Cast:
    """The country's offices and officers as they stand in this register."""
    cast = Cast()
    users = {user.username: user for user in get_user_model().objects.select_related("home")}
    for person in country.people():
        user = users[person.username]
        cast.offices[person.office] = user.home.public_id
        begun = acts.last_of(user.public_id, SIGNED_IN) or signin.signed_in(user, by=[], session="")
        actor = actors.actor_of(
            user_id=user.pk,
            public_id=user.public_id,
            name=user.name,
            agency_id=user.home_id,
            session=begun,
        )
        cast.officers[person.username] = actor
        if "registry:event:record" in actor.permissions:
            cast.by_office.setdefault(person.office, actor)
    return cast


def _is_ours() -> bool:
    """Whether the register was founded as the demonstration's."""
    last = list(country.people())[-1]
    return get_user_model().objects.filter(username=last.username, name=last.name).exists()


# --- holders -----------------------------------------------------------------------------------------------------------
def _load_holders(cast: Cast, drawn: Sequence[Holder], say: Say) -> None:
    done = 0
    for batch in batched(drawn, 1000, strict=False):
        known = _known("parties_party", [holder_identifier(holder.number) for holder in batch])
        _write_holders(cast, [holder for holder in batch if holder_identifier(holder.number) not in known])
        done += len(batch)
        say("holders", done, len(drawn))


@transaction.atomic
def _write_holders(cast: Cast, batch: Sequence[Holder]) -> None:
    written, keys = [], []
    for holder in batch:
        actor = cast.by_office[country.licensing_office(holder.province)]
        new = parties.NewParty(kind=holder.kind, values=holder.values, address=holder.address)
        act = parties.registered(actor, new, holder_identifier(holder.number))
        written.append((actor, act))
        keys.append((names.folded(str(holder.values["name"])), names.VERSION, act.subject))
    if written:
        RECORDER.write_many(written)
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT_NAME, keys)


def _known(table: str, public_ids: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT public_id FROM {table} WHERE public_id = ANY(%s)", [public_ids])
        return {public_id for (public_id,) in cursor.fetchall()}


# --- firearms ----------------------------------------------------------------------------------------------------------
def _market() -> Iterator[Model]:
    makes = dict(reference.rows_of("make").values_list("code", "country_id"))
    rows = reference.rows_of("model").filter(valid_to__isnull=True)
    return market(
        KnownModel(code, make, kind or "", calibre or "", makes[make] or "")
        for code, make, kind, calibre in rows.values_list("code", "make_id", "type_id", "calibre_id")
    )


def _load_lives(cast: Cast, drawn: Iterator[Life], count: int, say: Say) -> tuple[list[Life], list[Life]]:
    """Write the lives batch by batch; while one batch is written, the next is decided and composed.

    Returns some that came from an old book and lie with their holders, and all that go on with an act of two people.
    """
    done = 0
    quiet: list[Life] = []
    shared: list[Life] = []
    with ThreadPoolExecutor(1) as writer:
        writing: Future[None] | None = None
        for batch in batched(drawn, _BATCH, strict=False):
            known = _known("registry_firearm", [firearm_identifier(life.number) for life in batch])
            composed = _composed_lives(
                cast, [life for life in batch if firearm_identifier(life.number) not in known]
            )
            if writing:
                writing.result()
            writing = writer.submit(_write, composed)
            done += len(batch)
            quiet += [life for life in batch if _lies_at_home(life)]
            shared += [life for life in batch if _alone(life) < len(life.steps)]
            say("firearms", done, count)
        if writing:
            writing.result()
        writer.submit(_hang_up).result()
    wanted = DOUBLES + CORRECTIONS
    return quiet[:: max(1, len(quiet) // wanted)][:wanted], shared


def _hang_up() -> None:
    """Close this thread's connection."""
    connection.close()


def _lies_at_home(life: Life) -> bool:
    first = life.steps[0]
    held = first.kind == "registered" and str(first.details["state"]).startswith("held_")
    return held and life.steps[-1].kind in _AT_HOME


def _alone(life: Life) -> int:
    """How many steps at the beginning of a life take one person only."""
    return next((at for at, step in enumerate(life.steps) if step.second), len(life.steps))


def _composed_lives(cast: Cast, batch: Sequence[Life]) -> list[events.Composed]:
    """Every event of these lives, up to the first that takes two people, decided and composed in order."""
    now = ledger.now()
    out = []
    for life, number in zip(batch, _firearm_numbers(len(batch)), strict=True):
        snapshot = replace(
            events.nothing_yet(number, "firearm", now), public_id=firearm_identifier(life.number)
        )
        for step in life.steps[: _alone(life)]:
            composed = _composed(cast, snapshot, step, life.identity if snapshot.n == 0 else {})
            out.append(composed)
            snapshot = _after(snapshot, composed)
    return out


@transaction.atomic
def _write(composed: Sequence[events.Composed]) -> None:
    """Write composed events with their ledger entries and search keys, all or none."""
    ledger.write_many(item.entry for item in composed)
    _copy(events.INSERT_EVENT, (item.row for item in composed))
    keys = (
        row
        for item in composed
        for row in search_keys.rows(
            item.snapshot.id,
            item.changes.get("marks", ()),
            make=events.make_after(item.snapshot, item.changes),
        )
    )
    _copy(f"INSERT INTO registry_markkey ({', '.join(search_keys.COLUMNS)}) VALUES", keys)


def _copy(insert: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows over COPY in the columns of a service's own INSERT statement; the same triggers check them."""
    place = insert.removeprefix("INSERT INTO ").partition(" VALUES")[0]
    with connection.cursor() as cursor, cursor.copy(f"COPY {place} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _firearm_numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_firearm_id_seq') FROM generate_series(1, %s)", [count])
        return [number for (number,) in cursor.fetchall()]


def _event(cast: Cast, step: Step, identity: Mapping[str, Any]) -> NewEvent:
    return NewEvent(
        kind=step.kind,
        details={name: cast.resolved(value) for name, value in step.details.items()},
        occurred=occurred.day(step.day, country.ZONE),
        place=step.place,
        paper=step.paper,
        identity=identity,
        marks=step.marks,
        attested={name: with_document(document) for name, document in step.attested.items()},
    )


def _composed(cast: Cast, snapshot: Snapshot, step: Step, identity: Mapping[str, Any]) -> events.Composed:
    actor = cast.by_office[step.office]
    event = _event(cast, step, identity)
    kind = events.checked(event)
    outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
    return events.compose(actor, snapshot, event, kind, outcome)


def _after(snapshot: Snapshot, composed: events.Composed) -> Snapshot:
    """The firearm as it stands after a composed event, without asking the database."""
    changes = composed.changes
    marks = {mark["n"]: mark for mark in snapshot.marks}
    for mark in changes.get("marks", ()):
        marks[mark["n"]] = {**marks.get(mark["n"], {"text_status": "known"}), **mark}
    return replace(
        snapshot,
        facts=composed.outcome.facts,
        keeping=Keeping(
            changes.get("owner", snapshot.keeping.owner), changes.get("custodian", snapshot.keeping.custodian)
        ),
        n=snapshot.n + 1,
        last_event=composed.entry.entry,
        latest_occurred=composed.event.occurred.start,
        compartment=changes.get("compartment", snapshot.compartment),
        marks=tuple(marks.values()),
        make=events.make_after(snapshot, changes),
        kept_by=_kept_by(changes["agency"]) if "agency" in changes else snapshot.kept_by,
    )


@cache
def _kept_by(office: str) -> events.KeptBy | None:
    return events.kept_by(office) if Agency.objects.get(public_id=office).kind in OWN_BOOK else None


def _finish_all(cast: Cast, shared: Sequence[Life], say: Say) -> None:
    """The lives in which something takes two people, to their ends."""
    with ExitStack() as shifts:
        seconds = {key: shifts.enter_context(recoveries.on_duty(cast.officers[key])) for key in SECONDS}
        for number, life in enumerate(shared, start=1):
            _finish(cast, life, seconds)
            say("acts of two people", number, len(shared))


def _finish(cast: Cast, life: Life, seconds: Mapping[str, Actor]) -> None:
    """The rest of a life from the first step on that takes two people, one act after the other, as far as it is not there."""
    public_id = firearm_identifier(life.number)
    for step in life.steps[events.snapshot_of(cast.officers["inspector"], public_id).n :]:
        actor, event = cast.by_office[step.office], _event(cast, step, {})
        if not step.second:
            events.record_event(actor=actor, firearm=public_id, event=event)
            continue
        proposal = registry_proposals.propose_event(
            actor=actor, firearm=public_id, event=event, reason=step.reason
        )
        proposals.decide(
            actor=seconds[step.second], proposal=proposal.public_id, verdict="approve", reason=step.reason
        )


# --- what waits for an answer ------------------------------------------------------------------------------------------
def _leave_something_to_decide(cast: Cast, drawn: Sequence[Life]) -> None:
    """Leave some questions open, so that the queues are not empty: records that may be one firearm, corrections to approve."""
    twins = list(doubles(SEED, drawn, FIRST_DOUBLE, DOUBLES))
    known = _known("registry_firearm", [firearm_identifier(twin.number) for twin in twins])
    fresh = [twin for twin in twins if firearm_identifier(twin.number) not in known]
    _write(_composed_lives(cast, fresh))
    _note_pairs([firearm_identifier(twin.number) for twin in fresh])
    for life in drawn[-CORRECTIONS:]:
        _ask_for_correction(cast, life)


@transaction.atomic
def _note_pairs(public_ids: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM registry_firearm WHERE public_id = ANY(%s)", [public_ids])
        results = pairs.duplicates_of([number for (number,) in cursor.fetchall()])
    duplicates.note_pairs([duplicates.Pair(*pair) for pair in results])


def _ask_for_correction(cast: Cast, life: Life) -> None:
    firearm = firearm_identifier(life.number)
    clerk = cast.by_office[life.steps[0].office]
    if proposals_for(clerk).filter(object=firearm).exists():
        return
    year = int(life.identity.get("year", life.steps[0].day.year)) - 1
    reason = "The stamp on the barrel gives another year than the old book."
    event = NewEvent("corrected", {"reason": reason}, identity={"year": year})
    registry_proposals.propose_event(actor=clerk, firearm=firearm, event=event, reason=reason)
