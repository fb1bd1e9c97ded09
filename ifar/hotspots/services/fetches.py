"""Asking the services of sources for what they have: page by page, as far as it came kept, and handed on as a file of their source.

What comes is tried and loaded like a file that somebody uploads (`deliveries.py`). Where something is wrong with it as a whole, or it would take back
much of what stands, it is not loaded but waits for the desk. Pages lie one after another in one file until all came; it is what is sealed.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction

from ifar.accounts.services import notices
from ifar.errors import IfarError, Reason
from ifar.files import store
from ifar.hotspots import line
from ifar.hotspots.feeds import addresses
from ifar.hotspots.feeds.addresses import Address, Page, Question
from ifar.hotspots.feeds.reading import Unreadable
from ifar.hotspots.line import Broken
from ifar.hotspots.models import Delivery, Fetch, Source, Trial
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries
from ifar.hotspots.services.sources import PERMISSION
from ifar.hotspots.services.writing import RECORDER, job
from ifar.ledger import services as ledger
from ifar.rights import Actor, require

log = logging.getLogger(__name__)
UNDER_WAY: Final = ("asked", "running", "waiting")
TRIES: Final = 8
"""So many times a page is asked for in vain, over some four hours, before a fetch has failed."""
LAPSED: Final = dt.timedelta(minutes=15)
"""Whoever works on a fetch says so with each page; after this time nobody does."""
KEPT: Final = dt.timedelta(hours=48)
"""So long pages that came are a beginning of what is fetched next."""
_GOES_ON: Final = frozenset({"line", "busy"})
"""Failures of the line: what came before stays."""
MOST_WITHDRAWN: Final = 20
"""A fetch that would take back more incidents than these, and more than a tenth of what stands, waits for the desk."""
Ask = Callable[..., bytes]


def address_of(source: Source) -> Address | None:
    """Where a source is fetched by the settings; None where nothing is set for it.

    Raises:
        Unreadable: what is set cannot be read, or does not fit the source.
    """
    if not settings.IFAR_FEEDS:
        return None
    try:
        text = Path(settings.IFAR_FEEDS).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable("settings") from error
    address = addresses.read(text).get(source.public_id)
    if address and addresses.KINDS[address.service] != source.kind:
        raise Unreadable("settings")
    return address


def ask(*, actor: Actor, source: str) -> int:
    """Have a source fetched; returns the number of the fetch, which the worker carries out.

    Raises:
        Refused: nothing is set for it, what is set does not fit, it is closed, or it is being fetched.
    """
    require(actor, PERMISSION)
    return _ask(places.own_source_for(actor, source), actor.id)


def _ask(source: Source, by: str) -> int:
    if source.state != "open":
        raise RECORDER.refused(Reason("hotspots.source.closed"))
    try:
        address = address_of(source)
    except Unreadable as error:
        raise RECORDER.refused(Reason("hotspots.fetch.settings")) from error
    if address is None:
        raise RECORDER.refused(Reason("hotspots.fetch.none"))
    waits = Fetch.objects.filter(source=source, state="waiting").update(again_at=ledger.now())
    if waits:
        return int(Fetch.objects.get(source=source, state="waiting").pk)
    try:
        with transaction.atomic():
            return int(Fetch.objects.create(source=source, by=by, **_beginning(source, address)).pk)
    except IntegrityError as error:
        raise RECORDER.refused(Reason("hotspots.fetch.running")) from error


def _beginning(source: Source, address: Address) -> dict[str, Any]:
    """Where a fetch begins: behind the pages that came when the last one broke off, else with the first."""
    last = Fetch.objects.filter(source=source, asked=address.digest).order_by("-id").first()
    recent = last is not None and last.beat_at > ledger.now() - KEPT
    if last is not None and recent and last.state == "failed" and last.code in _GOES_ON and last.page:
        return {name: getattr(last, name) for name in ("asked", "page", "pages", "rows", "size", "latest")}
    return {"asked": address.digest, "page": asdict(addresses.first(address, _latest(source, address)))}


def _latest(source: Source, address: Address) -> int:
    """The latest moment of what was fetched and loaded, and not undone since."""
    loaded = Delivery.objects.filter(source=source.public_id, state="loaded").values("public_id")
    past = Fetch.objects.filter(source=source, asked=address.digest, trial__delivery__in=loaded)
    return max(past.values_list("latest", flat=True), default=0)


def carry_out(number: int, ask: Ask = line.asked) -> dt.datetime | None:
    """Fetch the pages that are still to come and hand them on; returns when it goes on, where the line broke."""
    now = ledger.now()
    idle = Fetch.objects.filter(pk=number, state__in=UNDER_WAY)
    mine = idle.exclude(state="running", beat_at__gt=now - LAPSED).exclude(state="waiting", again_at__gt=now)
    if not mine.update(state="running", beat_at=now):
        return None
    fetch = Fetch.objects.select_related("source__agency").get(pk=number)
    try:
        address = address_of(fetch.source)
        if address is None or address.digest != fetch.asked or fetch.source.state != "open":
            raise Unreadable("settings")
        if fetch.page:
            _pages(fetch, address, ask)
        _hand_on(fetch, address)
    except Broken as error:
        return _broken(fetch, error)
    except Unreadable as error:
        code = error.code.removeprefix("answer.").replace("failed", "form")
        return _broken(fetch, Broken(code))
    except IfarError as error:
        # Nobody waits for an answer here: what the register refuses stands on the page of the source.
        log.warning("fetch %s: %s", number, error.code)
        _ended(fetch, "failed", "refused", {"message": _words(error)})
    return None


def _words(error: IfarError) -> str:
    return " ".join(str(reason.message or reason.code) for reason in error.reasons) or str(error)


def _file(fetch: Fetch) -> Path:
    """Where the pages of a source lie until all came."""
    return store.work("fetches") / f"{fetch.source.public_id}.pages"


def _pages(fetch: Fetch, address: Address, ask: Ask) -> None:
    place = _file(fetch)
    if not place.exists() or place.stat().st_size < fetch.size:
        _begin_anew(fetch, address)
    page: Page | None = Page(**fetch.page)
    token = _token(address, ask)
    with place.open("r+b" if place.exists() else "w+b") as file:
        file.truncate(fetch.size)
        while page is not None:
            body = ask(addresses.question(address, page, token), address.authorities)
            try:
                rows, page, stands = addresses.after(address, page, body)
            except Unreadable as error:
                if error.code == "answer.changed":
                    _begin_anew(fetch, address)
                raise
            fetch.size += _added(file, fetch.size, addresses.in_a_list(address, body))
            fetch.page, fetch.pages, fetch.rows = (
                asdict(page) if page else {},
                fetch.pages + 1,
                fetch.rows + rows,
            )
            fetch.latest, fetch.tries, fetch.code, fetch.beat_at = stands.latest, 0, "", ledger.now()
            fetch.save()


def _begin_anew(fetch: Fetch, address: Address) -> None:
    """Ask for the first page again: the pages that came are gone, or of another list than the one that is there now."""
    fetch.page = asdict(addresses.first(address, fetch.page["since"]))
    fetch.pages = fetch.rows = fetch.size = 0
    fetch.save()


def _added(file: Any, at: int, content: bytes) -> int:
    if at + len(content) > settings.IFAR_UPLOAD_LIMIT:
        raise Broken("large", {"most": settings.IFAR_UPLOAD_LIMIT // 2**20})
    file.seek(at)
    file.write(content)
    file.flush()
    return len(content)


def _token(address: Address, ask: Ask) -> str:
    asked: Question | None = addresses.token_of(address)
    return "" if asked is None else addresses.token_in(ask(asked, address.authorities, post=True))


def _hand_on(fetch: Fetch, address: Address) -> None:
    """Try what came, as a file of its source, and load it where nobody has to look at it first."""
    source = fetch.source
    actor = job("fetches", source.agency, PERMISSION, places.PRECISE)
    trial = fetch.trial
    if trial is None:
        name = f"{address.host} {ledger.now():%Y-%m-%d}.json"
        trial = deliveries.begin(
            actor=actor, source=source.public_id, name=name, content=_file(fetch), whole=address.whole
        )
        Fetch.objects.filter(pk=fetch.pk).update(trial=trial)
        fetch.trial = trial
    if trial.delivery:
        _ended(fetch, "done", "loaded")
        return
    tried = deliveries.try_out(trial)
    code, params = _judged(tried, source)
    if code == "loaded":
        deliveries.load(actor=actor, trial=str(tried.pk))
    elif code == "same":
        deliveries.give_up(actor=actor, trial=str(tried.pk))
    _ended(fetch, "done", code, params)


def _judged(tried: Trial, source: Source) -> tuple[str, dict[str, Any]]:
    """What becomes of what came: loaded, nothing new, or something at which a person looks first."""
    report = tried.report
    if tried.state != "tried":
        return "unread", {
            "message": " ".join(str(row["message"] or row["code"]) for row in report["refused"])
        }
    counts = {name: report[name] for name in ("fresh", "revised", "withdrawn")}
    counts["invalid"] = report["outcomes"]["invalid"]
    if not (report["fresh"] or report["revised"] or report["withdrawn"]):
        return "same", counts
    if any(row["mistake"] for row in (*report["found"], *report["piles"])):
        return "faults", counts
    stands = sum(not stand.withdrawn for stand in deliveries.stands_of(source).values())
    if report["withdrawn"] > max(MOST_WITHDRAWN, stands // 10):
        return "withdraws", counts
    return "loaded", counts


def _broken(fetch: Fetch, error: Broken) -> dt.datetime | None:
    """Go on later where the line broke or the list changed meanwhile; else it has failed."""
    fetch.tries += 1
    if error.code not in (*_GOES_ON, "changed") or fetch.tries >= TRIES:
        _ended(fetch, "failed", error.code, error.params)
        return None
    wait = error.seconds if error.seconds is not None else 60 * 2 ** (fetch.tries - 1)
    again = ledger.now() + dt.timedelta(seconds=min(max(wait, 1), 86_400))
    Fetch.objects.filter(pk=fetch.pk).update(
        state="waiting", code=error.code, params=error.params, tries=fetch.tries, again_at=again
    )  # fmt: skip
    return again


@transaction.atomic
def _ended(fetch: Fetch, state: str, code: str, params: dict[str, Any] | None = None) -> None:
    """Keep what became of a fetch, and tell the desk where somebody has to look."""
    now = ledger.now()
    Fetch.objects.filter(pk=fetch.pk).update(
        state=state, code=code, params=params or {}, tries=fetch.tries, beat_at=now, again_at=now
    )
    if code not in _GOES_ON:
        _file(fetch).unlink(missing_ok=True)
    if code not in ("loaded", "same"):
        source = fetch.source
        notices.tell(
            kind=f"hotspots.{'unfetched' if state == 'failed' else 'fetched'}", object=source.public_id, agency_id=source.agency_id,
            once=f"hotspots fetch {fetch.pk}", permission=PERMISSION, params={**(params or {}), "source": source.name, "code": code},
        )  # fmt: skip


def due(now: dt.datetime | None = None) -> list[int]:
    """The fetches that somebody should carry out now: those whose time has come, and those that nobody works on any more."""
    value = now or ledger.now()
    for source in Source.objects.filter(state="open", kind__in=addresses.KINDS.values()).order_by("id"):
        try:
            address = address_of(source)
        except Unreadable:
            continue
        since = value - dt.timedelta(hours=address.hours) if address else value
        if address and not Fetch.objects.filter(source=source, begun_at__gt=since).exists():
            try:
                _ask(source, "")
            except IfarError:
                log.info("source %s is being fetched already", source.public_id)
    open_ones = Fetch.objects.filter(state__in=UNDER_WAY)
    ready = open_ones.exclude(state="running", beat_at__gt=value - LAPSED).exclude(
        state="waiting", again_at__gt=value
    )
    return list(ready.order_by("id").values_list("pk", flat=True))
