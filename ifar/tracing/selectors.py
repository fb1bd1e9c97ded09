"""Requests, links and files as an actor may see them. One condition for each, used by lists, pages, counts and exports."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors import desks
from ifar.accounts.selectors.agencies import called
from ifar.books.models import Closing
from ifar.errors import NotFound
from ifar.ledger.selectors import Recorded, recorded
from ifar.recoveries.selectors import heard_of, items_for
from ifar.rights import OWN_BOOK, Actor, may, require
from ifar.tracing import labels, states, steps
from ifar.tracing.models import Event, Exchange, Request, Step

READ: Final = "tracing:request:read"
WRITE: Final = "tracing:request:write"
ANSWER: Final = "tracing:request:answer"
QUESTION: Final = "tracing:question:answer"
FIGURES: Final = "tracing:figure:read"
SECRET: Final = "secret"
"""How whoever asks wants it treated, where nobody is to know of it but who must."""
LISTS: Final = ("waiting", "asked", "late", "ended", "all")
"""What this office has to see to; what it waits for; what is overdue; what is ended; all."""


def _offices(actor: Actor) -> RawSQL:
    return RawSQL("SELECT unnest(recoveries_offices(%s))", [actor.agency_id])


def visible(actor: Actor, request: str = "") -> Q:
    """The one condition: what the actor's office asked, keeps or answers, or was let into, and what offices below it do within the actor's
    compartments; an inspector sees all of their compartments. Of a secret request nobody knows but these offices themselves: neither an
    office above them nor an inspector. `request` is the way to it, such as `request__`."""
    if not may(actor, READ):
        return Q(pk__in=[])
    own = Q(**{f"{request}agency_id": actor.agency_id}) | Q(**{f"{request}office": actor.agency})
    own |= Q(**{f"{request}named__contains": [actor.agency]})
    seen = Q(**{f"{request}compartment__in": actor.compartments}) & ~Q(**{f"{request}handling": SECRET})
    if may(actor, "oversight:inspection:read"):
        return seen | own
    names = RawSQL(
        "SELECT public_id FROM accounts_agency WHERE id = ANY(recoveries_offices(%s))", [actor.agency_id]
    )
    below = Q(**{f"{request}agency_id__in": _offices(actor)}) | Q(**{f"{request}office__in": names})
    return own | (seen & below)


def worked(actor: Actor, request: str = "") -> Q:
    """Beyond `visible`: requests of which the actor sees the work too, chain, search and arm: every one but those that their office, or
    one below, asked of another office of ours. Of these they see what the answer let leave (`counterpart_view.py`). An office that was let in is no
    more than whoever asked: it sees the work only where no other office of ours does it."""
    ours = ~Q(**{f"{request}direction": "domestic"}) | Q(**{f"{request}office": actor.agency})
    seen = Q(**{f"{request}compartment__in": actor.compartments})
    if may(actor, "oversight:inspection:read"):
        return ours | seen
    names = RawSQL(
        "SELECT public_id FROM accounts_agency WHERE id = ANY(recoveries_offices(%s))", [actor.agency_id]
    )
    return ours | (seen & Q(**{f"{request}office__in": names}))


def sees_work(actor: Actor, request: Request) -> bool:
    """Whether the actor sees the work on a request that they may see. One query, where it depends on an office below theirs."""
    if request.direction != "domestic" or request.office == actor.agency:
        return True
    return Request.objects.filter(worked(actor), pk=request.pk).exists()


def requests_for(actor: Actor) -> QuerySet[Request]:
    """The requests that `actor` may see."""
    return Request.objects.filter(visible(actor)).select_related("agency")


def request_for(actor: Actor, public_id: str) -> Request:
    """One request; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    trace = requests_for(actor).filter(public_id=public_id).first()
    if trace is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return trace


def steps_of(request: Request) -> list[Step]:
    """The links of a request's chain in the order in which the arm went through them."""
    return steps.ordered(Step.objects.filter(request=request).order_by("line"))


def chain_of(records: Sequence[Step]) -> steps.Chain:
    """What the links say together."""
    return steps.followed(
        [
            steps.Step(
                step.line, step.role, step.state, step.asked, step.country, step.result, step.on, step.to_role, step.to_whom, step.diversion,
                step.failure, step.quantity,
            )
            for step in records
        ]
    )  # fmt: skip


def questions_for(actor: Actor) -> QuerySet[Step]:
    """What the actor's own book was asked about: a dealer's, a maker's."""
    if not may(actor, QUESTION):
        return Step.objects.none()
    return Step.objects.filter(asked=actor.agency).select_related("request")


def question_for(actor: Actor, public_id: str) -> Step:
    """One of those questions; unknown and another's answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    step = questions_for(actor).select_related("agency").filter(public_id=public_id).first()
    if step is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return step


def step_for(actor: Actor, public_id: str) -> Step:
    """One link of a request that the actor may see with the work on it, as `request_for`."""
    step = (
        Step.objects.filter(visible(actor, "request__"), worked(actor, "request__"), public_id=public_id)
        .select_related("request", "agency")
        .first()
    )
    if step is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return step


def exchanges_for(actor: Actor) -> QuerySet[Exchange]:
    """Files that went out or came in at the actor's office and those below it; an inspector's whole compartments."""
    if not may(actor, READ):
        return Exchange.objects.none()
    seen = Q(compartment__in=actor.compartments)
    if not may(actor, "oversight:inspection:read"):
        seen &= Q(agency_id__in=_offices(actor))
    secret = Request.objects.filter(handling=SECRET)
    hidden = secret.exclude(pk__in=secret.filter(visible(actor)).values("pk"))
    return (
        Exchange.objects.filter(seen).exclude(request__in=hidden.values("public_id")).select_related("agency")
    )


def exchange_for(actor: Actor, public_id: str) -> Exchange:
    """One of those files; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = exchanges_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return record


def notices_for(actor: Actor) -> QuerySet[Exchange]:
    """Exchanges of experience that went out or came in, as far as the actor may see such files."""
    return exchanges_for(actor).filter(form__in=states.NOTICES).exclude(state="refused")


def notice_for(actor: Actor, public_id: str) -> Exchange:
    """One of those; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = notices_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return record


def _ours(actor: Actor) -> Q:
    """Requests in which the next word is this office's: a draft, what came in, what it was asked to answer."""
    asked = Q(office=actor.agency) & ~Q(direction="outgoing") & Q(state__in=sorted(states.OPEN))
    return asked | Q(agency_id=actor.agency_id, state="draft")


def listed(
    actor: Actor,
    which: str = "waiting",
    *,
    text: str = "",
    direction: str = "",
    country: str = "",
    urgency: str = "",
) -> QuerySet[Request]:
    """Requests of a list of `LISTS` that fit all that is asked."""
    waits = Q(agency_id=actor.agency_id, state__in=sorted(states.OPEN)) & (
        Q(direction="outgoing") | ~Q(office=actor.agency)
    )
    conditions: Mapping[str, Q] = {
        "waiting": _ours(actor),
        "asked": waits,
        "late": Q(due_at__lt=timezone.now()),
        "ended": Q(state__in=sorted(states.ENDED)),
        "all": Q(),
    }
    traces = requests_for(actor).filter(conditions[which])
    for name, value in (("direction", direction), ("country", country), ("urgency", urgency)):
        if value:
            traces = traces.filter(**{name: value})
    if text := " ".join(text.split()):
        traces = traces.filter(_named(actor, text))
    return traces


def _named(actor: Actor, text: str) -> Q:
    number = identifiers.parse(text)
    if number:
        return Q(public_id=number) | Q(item=number) | (Q(firearm=number) & _identified(actor))
    return Q(number__istartswith=text) | Q(reference__istartswith=text)


def count_waiting(actor: Actor) -> int:
    """How many requests wait for this office, or questions for this book."""
    if may(actor, READ):
        # What is the office's own is visible to it: the general condition would only cost time on everybody's first page.
        return Request.objects.filter(_ours(actor)).count()
    return questions_for(actor).filter(state="asked").count()


def _identified(actor: Actor) -> Q:
    """Requests of which the actor may know which firearm it was said to be: `identification` leaves on every ground."""
    return worked(actor) | Q(state__in=["answered", "restricted"])


def requests_about(actor: Actor, *, item: str = "", firearm: str = "") -> list[Request]:
    """Requests about an exhibit or a firearm, the newest first."""
    traces = requests_for(actor)
    about = traces.filter(item=item) if item else traces.filter(_identified(actor), firearm=firearm)
    return list(about.order_by("-id")[:20])


_REST: Final = """
SELECT (SELECT d.changes ->> 'due_at' FROM tracing_event d
        WHERE d.subject = e.subject AND d.n < e.n AND d.changes ->> 'due_at' IS NOT NULL ORDER BY d.n DESC LIMIT 1)::timestamptz - l.recorded_at
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.subject = %s AND e.n = 1 + (SELECT max(n) FROM tracing_event WHERE subject = e.subject AND changes ->> 'state' IN ('acknowledged', 'searching'))
"""


def rest_of(request: Request) -> dt.timedelta | None:
    """What was left of the term of the answer when a request was delayed, at least nothing; None where that term had not begun."""
    with connection.cursor() as cursor:
        cursor.execute(_REST, [request.public_id])
        row = cursor.fetchone()
    return max(row[0], dt.timedelta()) if row and row[0] is not None else None


def unasked_of(actor: Actor, request: Request) -> Mapping[str, tuple[Sequence[str], str]]:
    """Of the exhibit of a draft that goes abroad, what its searches still leave open here: whom to ask, and what was not looked through yet
    (`heard_of`), as the exhibit's own page tells those who see it. The own firearm's number is not to leave unasked."""
    if request.direction != "outgoing" or request.state != "draft" or not request.item:
        return {}
    item = items_for(actor).filter(public_id=request.item).first()
    return heard_of(item.searches) if item else {}


def followers_of(actor: Actor, request: Request) -> list[Request]:
    """Requests that follow on this one, in their order."""
    return list(requests_for(actor).filter(parent=request.public_id).order_by("id")[:20])


def by_search(search: str) -> Request | None:
    """The request that a saved search was opened for."""
    return Request.objects.filter(searches__contains=[search]).select_related("agency").first()


def traders() -> list[tuple[str, str]]:
    """Makers and dealers whose own book can be asked: public identifier and name."""
    closed = Closing.objects.values("public_id")
    records = Agency.objects.filter(kind__in=["maker", "dealer"], closed=False).exclude(public_id__in=closed)
    records = records.order_by("name")
    return list(records.values_list("public_id", called())[:500])


ANSWERING: Final = desks.ANSWERING


def offices_that_answer() -> list[tuple[str, str]]:
    """Offices of ours that may be asked within the State: public identifier and name."""
    return list(
        Agency.objects.filter(kind__in=ANSWERING, closed=False)
        .order_by("name")
        .values_list("public_id", called())[:500]
    )


def offices_to_let_in(request: Request) -> list[tuple[str, str, bool]]:
    """Offices that may be let into a request: public identifier, name, whether it was; those whose it is are in it anyway."""
    records = Agency.objects.filter(closed=False).exclude(kind__in=OWN_BOOK).order_by("name")
    own = {request.office, request.agency.public_id}
    rows = records.values_list("public_id", called())[:500]
    return [(code, name, code in request.named) for code, name in rows if code not in own]


def names_of(public_ids: Collection[str]) -> dict[str, str]:
    """Names of offices. One query."""
    wanted = {text for text in public_ids if text[:1] == "A"}
    return (
        dict(Agency.objects.filter(public_id__in=wanted).values_list("public_id", called())) if wanted else {}
    )


# History --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """An act with who did it, how far its proof has come, and the words that go with it where the reader may see them."""

    event: Event
    recorded: Recorded
    personal: Mapping[str, Any]


def history_of(request: Request, links: Sequence[Step], *, with_words: bool) -> list[Done]:
    """All that was done with a request and its links, the newest first. Two queries, and one for the words."""
    subjects = [request.public_id, *(link.public_id for link in links)]
    events = list(Event.objects.filter(subject__in=subjects).order_by("-id")[:200])
    report = recorded([event.pk for event in events], settings.IFAR_WITNESSES_NEEDED)
    record = personal_of([event.pk for event in events]) if with_words else {}
    return [
        Done(event, report[event.pk], record.get(str(event.pk), {})) for event in events if event.pk in report
    ]


def personal_of(entries: Collection[Any]) -> dict[str, dict[str, Any]]:
    """Entry -> what was said with it and is kept apart. For those whose read is logged. One query."""
    record: dict[str, dict[str, Any]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry::text, field, value::text FROM ledger_personal WHERE entry = ANY(%s)",
            [list(entries)],
        )
        for entry, name, value in cursor.fetchall():
            record[entry][name] = json.loads(value)
    return record


_PERSONAL_OF: Final = """
WITH named AS (SELECT id, public_id, request_id FROM tracing_step WHERE to_whom = %(party)s)
SELECT p.entry::text, p.field FROM ledger_personal p JOIN tracing_event e ON e.id = p.entry
WHERE p.field IN ('described', 'source') AND e.subject IN (SELECT public_id FROM named)
UNION
SELECT p.entry::text, p.field FROM ledger_personal p JOIN tracing_event e ON e.id = p.entry
WHERE p.field = 'answer' AND e.details -> 'left' ? 'last_holder'
  AND e.subject IN (SELECT r.public_id FROM tracing_request r JOIN named n ON n.request_id = r.id)
ORDER BY 1, 2
"""


def values_of_party(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value that tracing keeps of a party: what links say of them, and answers that name them."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSONAL_OF, {"party": public_id})
        return [(entry, field) for entry, field in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Left:
    """One time that something left the register: what, what was kept back, for whom, by whom, when."""

    request: str
    number: str
    country: str
    kind: str
    left: Sequence[str]
    held: Sequence[str]
    agreement: str
    ground: str
    by: str
    at: dt.datetime


_LEFT: Final = """
SELECT e.id FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.id BETWEEN %s AND %s AND e.kind IN ('answered', 'restricted', 'disclosed') AND e.record_type = 'request'
  AND l.recorded_at >= %s AND l.recorded_at < %s
  AND e.subject IN ({seen}) ORDER BY e.id DESC LIMIT %s
"""


def left_for(actor: Actor, since: dt.date, until: dt.date, *, most: int = 500) -> list[Left]:
    """What left the register for others between two days, the newest first: the log of disclosures (Firearms Protocol art. 12(5)).

    At most `most` of them: whoever asks for one more than they show knows whether there are others.
    """
    require(actor, FIGURES)
    own, values = requests_for(actor).order_by().values("public_id").query.sql_with_params()
    first, last = _midnight(since), _midnight(until + dt.timedelta(days=1))
    # An identifier begins with its moment (RFC 9562, version 7), so the index leads to the time; clocks may lie a day apart.
    span: list[Any] = [_first_of(first - _DAY), _first_of(last + _DAY), first, last]
    with connection.cursor() as cursor:
        cursor.execute(_LEFT.format(seen=own), [*span, *values, most])
        entries = [row[0] for row in cursor.fetchall()]
    events = list(Event.objects.filter(pk__in=entries).order_by("-id"))
    seen = {
        trace.public_id: trace
        for trace in Request.objects.filter(public_id__in={record.subject for record in events})
    }
    report = recorded([record.pk for record in events], settings.IFAR_WITNESSES_NEEDED)
    rows = []
    for event in events:
        value = report.get(event.pk)
        if value is None:
            continue
        request = seen[event.subject]
        rows.append(
            Left(
                event.subject, request.number, request.country, event.kind, event.details["left"], event.details["held"],
                event.details["agreement"], event.details["ground"], value.actor, value.recorded_at,
            )
        )  # fmt: skip
    return rows


_DAY: Final = dt.timedelta(days=1)


def _first_of(at: dt.datetime) -> uuid.UUID:
    """The least identifier that an entry of a moment may have."""
    return uuid.UUID(int=max(0, int(at.timestamp() * 1000)) << 80)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def requests_by(actor: Actor, name: str) -> dict[str, int]:
    """How many requests that the actor may see there are by a column."""
    return dict(requests_for(actor).values_list(name).annotate(n=Count("pk")).order_by())


# What was learnt --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Experience:
    """What this register's own requests to a State came to: how many were sent, ended and answered, and the usual days until then."""

    country: str
    sent: int
    answered: int
    days: int | None


_EXPERIENCE: Final = """
SELECT r.country, count(*), count(*) FILTER (WHERE r.state IN ('answered', 'restricted')),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(day FROM r.ended_at - r.sent_at)::integer)
           FILTER (WHERE r.state IN ('answered', 'restricted'))
FROM tracing_request r WHERE r.id = ANY(%s) GROUP BY r.country
"""


def experience(actor: Actor, *, most: int = 5000) -> list[Experience]:
    """What the latest requests to each State came to, of those that the actor may see. Two queries."""
    seen = requests_for(actor).filter(direction="outgoing", sent_at__isnull=False).order_by("-id")
    ids = list(seen.values_list("pk", flat=True)[:most])
    with connection.cursor() as cursor:
        cursor.execute(_EXPERIENCE, [ids])
        return [Experience(*row) for row in cursor.fetchall()]


def disclosures_of(request: Request) -> list[tuple[dt.datetime, str, list[str]]]:
    """When what left for whom, of one request, in order. Two queries."""
    kinds = ["answered", "restricted", "disclosed"]
    events = [
        event
        for event in Event.objects.filter(subject=request.public_id, kind__in=kinds).order_by("n")
        if event.details["left"]
    ]
    report = recorded([event.pk for event in events], settings.IFAR_WITNESSES_NEEDED)
    return [
        (report[event.pk].recorded_at, str(event.details["to"]), list(event.details["left"]))
        for event in events
        if event.pk in report
    ]
