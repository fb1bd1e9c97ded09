"""Cases, items and proposals as the pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from ifar.documents.labels import clock_words
from ifar.errors import Reason
from ifar.missingness import KNOWN, NOT_ASKED, UNKNOWN
from ifar.numbers import number_words
from ifar.recoveries import labels
from ifar.recoveries.kinds import REGISTRABLE
from ifar.recoveries.linking import mark_status
from ifar.recoveries.models import Case, Event, Hit, Item, RefusedRow
from ifar.recoveries.rows import closest, kind_of
from ifar.reference import selectors as reference
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.views import saved_search_presenters
from ifar.registry.alerts.views.saved_search_presenters import quota_words
from ifar.registry.labels import STATES
from ifar.registry.labels.saved_searches import WAITS
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm
from ifar.registry.search import labels as match_labels
from ifar.registry.search.former_marks import as_read
from ifar.registry.search.matching import best_alignment
from ifar.registry.selectors.recent import moment_of
from ifar.registry.views.firearm import title_of
from ifar.registry.views.search import tone
from ifar.rights import Actor

SPOKEN = ("make", "model", "calibre", "firearm_type", "country", "marking", "condition")
Spoken = Mapping[str, Mapping[str, str]]


def spoken_now() -> dict[str, Mapping[str, str]]:
    """The words of the lists that identities are made of, asked for once where many are shown."""
    return {name: reference.words(name) for name in SPOKEN}


def item_title(item: Item, spoken: Spoken) -> str:
    """Make and model of an item, else its type, else what it is."""
    identity = item.identity
    known = [
        spoken[name].get(identity.get(name) or "", identity.get(f"{name}_raw") or "")
        for name in ("make", "model")
    ]
    title = " ".join(text for text in known if text)
    kind = spoken["firearm_type"].get(identity.get("type") or "", identity.get("type_raw") or "")
    calibre = spoken["calibre"].get(identity.get("calibre") or "", identity.get("calibre_raw") or "")
    if item.kind not in ("firearm", "part"):
        return ", ".join(text for text in (str(labels.ITEMS[item.kind]), calibre) if text)
    return title or kind or str(labels.ITEMS[item.kind])


def serial_text(item: Item) -> str:
    """The first mark of an item that says something."""
    return next((mark["text"] for mark in item.marks if mark.get("text")), "")


def item_state(item: Item) -> Any:
    """How an item stands; what gets no record in the register is kept as an exhibit, or looked for."""
    if item.state == "open" and item.kind not in REGISTRABLE:
        return labels.NOT_FOUND if item.kind == "unrecovered" else labels.KEPT
    return labels.ITEM_STATES[item.state]


def waits_of(heard: Mapping[str, tuple[Sequence[str], str]], searches: Sequence[str]) -> list[Any]:
    """Why not everything was looked through yet for what was entered, of all whose `searches` these are: each reason once."""
    reasons = sorted({why for _asked, why in heard.values()} - {""})
    values = [quota_words(searches) if why == "quota" else WAITS[why] for why in reasons]
    return [words for words in values if words]


def release_of(
    actor: Actor,
    heard: Mapping[str, tuple[Sequence[str], str]],
    searches: Sequence[str],
    reference: str = "",
) -> dict[str, Any] | None:
    """Whether a colleague of whoever asked may have asked now what waits of these searches (`standing_shown.release_of`)."""
    waits = any(why == "quota" for _asked, why in heard.values())
    return saved_search_presenters.release_of(actor, searches, reference=reference) if waits else None


def newest(hits: Iterable[Hit]) -> list[Hit]:
    """Of several proposals of one firearm for one item the latest, the likeliest first: a later report says more of the same thing."""
    latest: dict[tuple[int, int], Hit] = {}
    for hit in sorted(hits, key=lambda record: str(record.pk)):
        latest[hit.item_id, hit.firearm_id] = hit
    return sorted(latest.values(), key=lambda record: (-record.percent, str(record.pk)))


def _marking_status(item: Item) -> str:
    """Why nothing is said of how it is marked: marks that nobody could read say as little of it as none that nobody looked for."""
    return UNKNOWN if mark_status(item.marks) == UNKNOWN else NOT_ASKED


def item_row(item: Item, spoken: Spoken, waiting: int = 0) -> dict[str, Any]:
    """An item in a table."""
    return {
        "one": item,
        "title": item_title(item, spoken),
        "kind": labels.ITEMS[item.kind],
        "calibre": spoken["calibre"].get(
            item.identity.get("calibre") or "", item.identity.get("calibre_raw") or ""
        ),
        "mark": serial_text(item),
        "mark_status": mark_status(item.marks),
        "marking_status": KNOWN if item.marking else _marking_status(item),
        "condition_status": KNOWN if item.condition else NOT_ASKED,
        "state": item_state(item),
        "tone": labels.TONES.get(item.state, "") if item.kind in REGISTRABLE else "",
        "waiting": waiting,
        **{name: spoken[name].get(getattr(item, name), "") for name in ("marking", "condition")},
    }


ALWAYS: Final = ("kind", "serial", "type")
"""Columns that a row is mended in whatever its table had."""
NEAREST: Final = 5
"""Known words that are named beside one that is not."""


def reasons_of_row(row: RefusedRow) -> list[Reason]:
    """Why a row could not be taken in, as it was noted then, in the reader's words."""
    return labels.explained(
        Reason(reason["code"], field=reason["field"] or None, params=reason.get("params") or {})
        for reason in row.reasons
    )


def waiting_row(
    row: RefusedRow,
    cells: Mapping[str, str],
    reasons: Sequence[Reason],
    known: Mapping[str, Iterable[str]],
    met: Iterable[tuple[Firearm, int]],
    spoken: Spoken,
) -> dict[str, Any]:
    """A row that waits: its columns with what is wrong at each and the words that the lists know, the closest first; what it may be."""
    at = {
        name: [str(reason.message) for reason in reasons if (reason.field or "") == name]
        for name in labels.COLUMNS
    }
    at["serial"] += [str(reason.message) for reason in reasons if reason.field == "marks"]
    columns = []
    for name, label in labels.COLUMNS.items():
        text, wrong = cells.get(name, ""), at[name]
        if not (text or wrong or name in ALWAYS):
            continue
        offered = closest(text, known[name]) if name in known else []
        columns.append(
            {
                "name": name,
                "label": label,
                "text": text,
                "wrong": wrong,
                "offered": offered,
                "nearest": offered[:NEAREST] if wrong and text else [],
            }
        )
    kind = kind_of(cells.get("kind", ""))
    return {
        "row": row,
        "columns": columns,
        "kinds": [(code, label, code == kind) for code, label in labels.ITEMS.items()],
        "reasons": [
            str(reason.message)
            for reason in reasons
            if (reason.field or "") not in at and reason.field != "marks"
        ],
        "met": [
            {
                "firearm": firearm,
                "title": title_of(firearm, spoken),
                "state": STATES.get(firearm.state, firearm.state),
                "percent": percent,
            }
            for firearm, percent in met
        ],
    }


def hit_row(hit: Hit, spoken: Spoken, names: Mapping[str, str], likely: int | None) -> dict[str, Any]:
    """A proposal with its reasons, the mark laid beside the one on record; `likely` of `likely_of`."""
    asked = hit.item.question.get(hit.mark, {}).get("serial", "")
    forms = [form.plain for form in keys_of(asked).forms] or [hit.plain]
    columns = best_alignment(forms, hit.plain).columns
    return {
        "hit": hit,
        "firearm": hit.firearm,
        "title": title_of(hit.firearm, spoken),
        "state": STATES.get(hit.firearm.state, hit.firearm.state),
        "was": STATES.get(hit.was, hit.was),
        "how": labels.HOW[hit.how],
        "alarming": hit.firearm.state
        in ("lost", "stolen", "missing", "destroyed", "deactivated", "exported"),
        "pairs": [(column.read, column.held, column.label) for column in columns],
        "mark": as_read(hit.firearm.marks.all(), hit.mark_n, hit.plain),
        "reasons": [
            {
                "words": match_labels.reason_shown(reason["code"], reason["params"], spoken),
                "tone": tone(reason["code"], reason["evidence"]),
            }
            for reason in hit.reasons
        ],
        "doubt": match_labels.doubt_of((reason["code"] for reason in hit.reasons), likely or 0),
        "percent": likely,
        "unlikely": likely == 0,
        "verdict": labels.VERDICTS.get(hit.verdict, ""),
        "judged_by": names.get(hit.judged_by, hit.judged_by),
    }


FOLDED_FROM: Final = 4
"""So many proposals that hardly are the one stand folded, so that they hide neither the others nor the items."""


def hardly(row: Mapping[str, Any]) -> bool:
    """Whether nobody has judged a proposal and it is hardly the one."""
    return bool(row["unlikely"] and not row["hit"].verdict)


def unfolded[T](rows: Sequence[T], row_of: Callable[[T], Mapping[str, Any]]) -> tuple[list[T], list[T]]:
    """The proposals to show at once, and those that stand folded below them, in their order."""
    folded = [row for row in rows if hardly(row_of(row))]
    if len(folded) < FOLDED_FROM:
        return list(rows), []
    return [row for row in rows if not hardly(row_of(row))], folded


def facts_of(case: Case) -> list[tuple[Any, str]]:
    """What is known of a case, in words: label and value, what nobody said left out."""
    values = {
        _("Kind of place"): reference.words("recovery_location").get(case.location, ""),
        _("Legal ground of the seizure"): reference.words("seizure_ground").get(case.ground, ""),
        _("Suspected offences"): _joined("suspected_offence", case.offences),
        _("Connected with"): _joined("interconnected_threat", case.threats),
        _("How it was concealed"): reference.words("concealment").get(case.concealment, ""),
        _("How it was carried"): reference.words("conveyance").get(case.conveyance, ""),
        _("Route"): _arrows("country", case.route),
        _("Number of the report"): case.report,
        _("Price"): money(case.price, case.currency, case.price_kind),
    }
    return [(label, text) for label, text in values.items() if text]


def _joined(name: str, codes: Iterable[str]) -> str:
    spoken = reference.words(name)
    return " · ".join(spoken.get(code, code) for code in codes)


def _arrows(name: str, codes: Iterable[str]) -> str:
    spoken = reference.words(name)
    return " — ".join(spoken.get(code, code) for code in codes)


def money(amount: int | None, currency: str, kind: str = "") -> str:
    """An amount in words, with its currency left to right."""
    if amount is None:
        return ""
    number = number_words(Decimal(amount) / 100, 2)
    text = f"\u2068{number} {currency}\u2069"
    return f"{text} ({labels.PRICES[kind]})" if kind else text


def where(case: Case) -> dict[str, Any]:
    """Where a case happened: place, area, coordinates, how exactly."""
    area = reference.words("area").get(case.area, case.area) if case.area else ""
    degrees = (
        f"{case.latitude / 1e6:.5f}, {case.longitude / 1e6:.5f}"
        if case.latitude is not None and case.longitude is not None
        else ""
    )
    return {
        "place": case.place,
        "area": area,
        "degrees": degrees,
        "precision": labels.PLACES[case.place_precision],
    }


def life_rows(
    events: Iterable[Event], names: Mapping[str, str], lines: Mapping[str, int]
) -> list[dict[str, Any]]:
    """What was done, in words; `lines` = number of each item, `names` by entry of who did it. The same act on several items in one go, as a table
    of them is entered, is one row, its items by their numbers."""
    rows: list[dict[str, Any]] = []
    for event in events:
        row = _life_row(event, names, lines)
        last = rows[-1] if rows else None
        if last and row["item"] and _is_same_go(last, row):
            last["lines"].append((row["line"], row["item"]))
        else:
            rows.append({**row, "lines": [(row["line"], row["item"])] if row["item"] else []})
    for row in rows:
        row["number"] = len(row["lines"])
        row["more"] = max(0, len(row["lines"]) - _LINES)
        row["lines"] = sorted(row["lines"])[:_LINES]
    return rows


_TOGETHER: Final = ("words", "record_type", "verdict", "reason", "stage", "device", "who")
_ONE_GO: Final = dt.timedelta(minutes=1)
_LINES: Final = 12
"""Items that one row of a case's life links; of more it says how many."""


def _is_same_go(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two acts on items, one after the other, were the same act on several of them."""
    return row["at"] - other["at"] <= _ONE_GO and all(row[name] == other[name] for name in _TOGETHER)


_TOLD_WHY: Final = frozenset({"concluded", "reopened", "shared", "merged", "compared", "unlinked"})
"""Acts whose reason every reader of a case reads; the word on a hit stands with the hit, for whoever may see the firearm."""


def _life_row(event: Event, names: Mapping[str, str], lines: Mapping[str, int]) -> dict[str, Any]:
    return {
        "words": labels.ACTS[f"{event.record_type} {event.kind}"],
        "record_type": event.record_type,
        "item": event.subject if event.record_type == "item" else "",
        "line": lines.get(event.subject, 0),
        "verdict": labels.VERDICTS.get(str(event.details.get("verdict", "")), ""),
        "reason": (event.kind in _TOLD_WHY and event.why) or "",  # type: ignore[attr-defined]
        "stage": labels.STAGES.get(str(event.details.get("stage", "")), ""),
        "device": device_words(event.details),
        "who": names.get(str(event.id), ""),
        "at": moment_of(event.id),
    }


def device_words(details: Mapping[str, Any]) -> str:
    """How an entry of a device was confirmed, and what is to be known of its moment; nothing where it came from a desk and all was well."""
    results = []
    if confirmed := details.get("confirmed"):
        results.append(str(labels.CONFIRMED[confirmed["how"]]) % {"paper": confirmed.get("paper", "")})
    results += clock_words(details)
    return " ".join(results)


def understood(question: Mapping[str, Any]) -> list[str]:
    """The marks that were searched, as they were read."""
    return [saved_search.question_of(item).serial for item in question.values()]
