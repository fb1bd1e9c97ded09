"""The frame around every page: who I am, for which agency, which areas I may use, language, and how fresh the page is.

It asks the database for nothing but the agencies between which a person may switch. Areas that are not carried here, or not permitted, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ifar.accounts.labels import PURPOSES, ROLES
from ifar.accounts.list_scope import SEES, sees_words
from ifar.accounts.purposes import of_roles
from ifar.accounts.selectors import actors
from ifar.accounts.selectors.agencies import name_of
from ifar.accounts.services import saved_views
from ifar.navigation import Area, Place
from ifar.registry.marks.lookalikes import FOLDS
from ifar.rights import NOBODY, Actor, may
from ifar.templatetags.days import day_words
from ifar.typed import in_order

PRODUCT: Final = "ifar"
ALIKE: Final = "".join(fold.digit + fold.letters for fold in FOLDS)
"""Signs that are taken for each other on a plate, which a field for a mark tells apart."""


AREAS: Final[tuple[Area, ...]] = (
    Area(
        "",
        (
            Place(_("My tasks"), "home", "checklist"),
            Place(_("Notifications"), "accounts:notices", "bell", "accounts:agency:read"),
            Place(_("Approvals"), "accounts:proposals", "users", "accounts:proposal:decide"),
            Place(_("Matters"), "matters:list", "scale", "matters:matter:explain"),
            Place(
                pgettext_lazy("oversight", "Signals"),
                "oversight:signals",
                "eye-check",
                "oversight:signal:read",
            ),
            Place(_("Inspection cases"), "oversight:cases", "scale", "oversight:case:work"),
            Place(_("Audit plans"), "oversight:plans", "checklist", "oversight:desk:work"),
            Place(_("Reports from outside"), "oversight:outside_reports", "inbox", "oversight:desk:work"),
        ),
    ),
    Area(
        _("Register"),
        (
            Place(_("Search"), "registry:search", "list-search", "registry:mark:search"),
            Place(_("Bound book"), "books:own", "books", "tracing:question:answer"),
            Place(_("Retail sale"), "books:sales", "receipt", "books:sale:make"),
            Place(_("Count and daily close"), "books:day", "checklist", "books:stock:count"),
            Place(_("Despatches"), "trade:despatches", "truck-delivery", "trade:despatch:read"),
            Place(_("Production orders"), "books:orders", "packages", "books:order:manage"),
            Place(_("Bound books"), "books:list", "books", "books:book:read", "tracing:question:answer"),
            Place(_("Firearm identification"), "registry:identify", "target", "registry:mark:search"),
            Place(_("Quick check"), "registry:roadside", "map-pin-search", "registry:mark:search"),
            Place(
                _("Saved searches and alerts"),
                "registry:saved_searches",
                "zoom-question",
                "registry:search:keep",
            ),
            Place(_("Possible duplicates"), "registry:duplicates", "copy-check", "registry:duplicate:decide"),
            Place(
                _("Imports"),
                "registry:imports",
                "file-import",
                "registry:import:prepare",
                instead="registry:import:decide",
            ),
            Place(_("Quarantine"), "registry:quarantine", "file-alert", "registry:quarantine:repair"),
            Place(_("Labels"), "documents:labels", "qrcode", "registry:mark:search"),
        ),
    ),
    Area(
        _("Recoveries"),
        (
            Place(_("Recoveries"), "recoveries:list", "hand-grab", "recoveries:case:read"),
            Place(_("Trace requests"), "tracing:list", "zoom-question", "tracing:request:read"),
            Place(_("Trace questions"), "tracing:questions", "message-check", "tracing:question:answer"),
            Place(_("Market watch"), "recoveries:market", "eye-check", "recoveries:market:read"),
        ),
    ),
    Area(
        _("Custody"),
        (
            Place(_("Issue and return"), "stocks:issues", "user-shield", "stocks:issue:record"),
            Place(_("Armouries"), "stocks:armouries", "building-fortress", "stocks:armoury:read"),
            Place(
                _("Mobile entry"),
                "field",
                "map-pin-search",
                "recoveries:case:write",
                instead="placement:thing:place",
            ),
            Place(_("Exhibits"), "custody:desk", "inbox", "custody:exhibit:read"),
            Place(
                _("Bulk acts"),
                "bulk:list",
                "packages",
                "placement:thing:place",
                instead="accounts:proposal:decide",
            ),
            Place(_("Stores and shelves"), "placement:list", "building-warehouse", "placement:place:read"),
            Place(_("Ammunition"), "ammunition:stock", "packages", "ammunition:lot:read"),
            Place(_("Evidence rooms"), "custody:rooms", "building", "custody:exhibit:read"),
            Place(_("Destruction"), "custody:batches", "flame", "custody:exhibit:read"),
            Place(
                _("Series from one workshop"), "custody:series_list", "copy-check", "custody:series:decide"
            ),
        ),
    ),
    Area(
        _("Licences"),
        (
            Place(_("Applications"), "licensing:desk", "license", "licensing:application:read"),
            Place(
                _("Checks of applications"),
                "licensing:checks",
                "checklist",
                "licensing:check:answer",
                unless="licensing:application:read",
            ),
            Place(
                _("Firearms to be surrendered"),
                "licensing:removals",
                "alert-triangle",
                "licensing:removal:clear",
            ),
            Place(_("Eligibility notices"), "licensing:notices", "bell", "licensing:notice:take"),
            Place(_("Reported by holders"), "portal:reports", "inbox", "portal:report:answer"),
            Place(_("Counter"), "cashier:day", "receipt", "cashier:fee:read"),
            Place(_("Blank cards"), "cashier:cards", "id", "cashier:fee:read"),
            Place(_("Inspection rounds"), "licensing:rounds", "list-search", "licensing:round:read"),
            Place(
                _("Inspections and deficiencies"), "licensing:visits", "checklist", "licensing:visit:record"
            ),
            Place(_("Changes of address"), "licensing:moves", "building", "licensing:application:write"),
            Place(_("Reminders"), "licensing:reminders", "bell", "licensing:reminder:write"),
            Place(
                _("Transfers (pending, confirmed)"),
                "licensing:offers",
                "arrows-exchange",
                "licensing:transfer:offer",
            ),
        ),
    ),
    Area(
        _("International transfers"),
        (
            Place(_("Authorisations"), "trade:authorisations", "license", "trade:transfer:read"),
            Place(_("Consignments"), "trade:consignments", "packages", "trade:consignment:read"),
            Place(_("Parties abroad"), "trade:parties", "building", "trade:transfer:read"),
            Place(_("Travellers"), "trade:journeys", "world-up", "trade:transfer:read"),
            Place(_("At the border"), "trade:border", "map-pin-search", "trade:journey:check"),
            Place(
                pgettext_lazy("of goods", "Deliveries"), "trade:deliveries", "packages", "trade:transfer:read"
            ),
            Place(_("Customs declarations"), "trade:declarations", "file-text", "trade:declaration:send"),
            Place(_("Enquiries of other States"), "trade:enquiries", "message-check", "trade:transfer:read"),
            Place(_("Refusals of other States"), "trade:denials", "hand-stop", "trade:transfer:read"),
            Place(_("Sanctions matches"), "trade:matches", "user-check", "trade:transfer:read"),
            Place(
                _("Sanctions lists"),
                "trade:lists",
                "list-search",
                "trade:transfer:read",
                instead="reference:list:manage",
            ),
        ),
    ),
    Area(
        _("People and organisations"),
        (
            Place(_("People and companies"), "parties:list", "address-book", "parties:party:read"),
            Place(_("Prohibitions"), "parties:bars", "ban", "parties:bar:read"),
            Place(_("Legal holds"), "retention:holds", "gavel", "retention:hold:read"),
            Place(_("What may lapse"), "retention:lapsed", "hourglass", "retention:lapsed:read"),
        ),
    ),
    Area(
        _("Hotspots"),
        (
            Place(_("Hotspots"), "hotspots:hotspots", "flag", "hotspots:signal:read"),
            Place(_("Alerts"), "hotspots:alerts", "alert-triangle", "hotspots:signal:read"),
            Place(
                _("Responses"),
                "hotspots:responses",
                "heart-handshake",
                "hotspots:signal:read",
                instead="hotspots:response:check",
            ),
            Place(_("Map of incidents"), "hotspots:map", "map", "hotspots:incident:read"),
            Place(_("Sources of incidents"), "hotspots:sources", "stack-2", "hotspots:incident:precise"),
            Place(_("Note a tip"), "hotspots:tip", "message-2", "hotspots:tip:write"),
            Place(_("Reported by partners"), "programme:sightings", "packages", "programme:sighting:take"),
        ),
    ),
    Area(
        _("Returns"),
        (
            Place(_("Official returns"), "returns:years", "report-analytics", "returns:figure:read"),
            Place(_("Dashboards"), "returns:dashboards", "chart-bar", "returns:figure:read"),
            Place(_("Open data"), "returns:open_desk", "world", "returns:figure:read"),
            Place(_("Other yearly forms"), "returns:forms", "clipboard-check", "returns:figure:read"),
            Place(_("Why not traced"), "returns:why_not_traced", "zoom-question", "returns:figure:read"),
            Place(_("Data quality"), "returns:quality", "checklist", "returns:quality:read"),
            Place(_("All States side by side"), "returns:hub", "building-bank", "returns:package:read"),
            Place(_("Received packages"), "returns:received", "inbox", "returns:package:read"),
        ),
    ),
    Area(
        _("Community"),
        (
            Place(_("Community of Practitioners"), "community:home", "users-group", "community:space:read"),
            Place(_("Library"), "community:guides", "books", "community:space:read"),
            Place(_("Good practices"), "community:practices", "heart-handshake", "community:space:read"),
            Place(_("Gaps"), "community:gaps", "puzzle-off", "community:space:read"),
            Place(
                _("Technical assistance"), "community:assistance_list", "hand-grab", "community:space:read"
            ),
            Place(_("Tracing help"), "community:enquiries", "zoom-question", "community:space:read"),
            Place(_("Courses"), "community:courses", "certificate", "community:space:read"),
            Place(_("Results"), "community:results", "chart-bar", "community:space:read"),
        ),
    ),
    Area(
        _("Strategy"),
        (
            Place(_("The strategy"), "programme:strategy", "target", "programme:strategy:read"),
            Place(_("Projects"), "programme:projects", "list-search", "programme:strategy:read"),
            Place(_("Evaluations"), "programme:evaluations", "report-search", "programme:strategy:read"),
            Place(
                _("Indicators"),
                "programme:indicators",
                "chart-bar",
                "programme:strategy:read",
                also="/programme/values/",
            ),
            Place(_("Firearms Protocol in law"), "programme:protocol", "scale", "programme:strategy:read"),
            Place(_("Human rights"), "programme:diligences", "heart-handshake", "programme:strategy:read"),
            Place(
                _("People and communities"),
                "programme:initiatives",
                "heart-handshake",
                "programme:strategy:read",
            ),
            Place(
                _("Feedback and complaints"), "programme:feedback", "message-2", "programme:feedback:answer"
            ),
            Place(_("Alliances"), "programme:partners", "link", "programme:office:read"),
            Place(
                _("Report a parcel or listing"),
                "programme:my_sightings",
                "packages",
                "programme:sighting:send",
            ),
            Place(_("Steering committee"), "programme:committee", "users-group", "programme:office:read"),
            Place(
                _("The Fund"),
                "programme:fund",
                "building-bank",
                "programme:fund:read",
                instead="programme:fund:own",
            ),
            Place(_("Own accounts"), "programme:feeds", "file-import", "programme:fund:read"),
            Place(_("Others’ work"), "programme:others", "world", "programme:strategy:read"),
        ),
    ),
    Area(
        _("Trust"),
        (
            Place(_("Ledger"), "ledger:overview", "binary-tree", "ledger:checkpoint:read"),
            Place(_("Who read what"), "accounts:readlog", "eye", "accounts:readlog:read"),
        ),
    ),
    Area(
        _("Administration"),
        (
            Place(_("People and roles"), "accounts:people", "users-group", "accounts:person:read"),
            Place(_("Agencies"), "accounts:agencies", "building", "accounts:agency:manage"),
            Place(_("Reference data"), "reference:lists", "books", "reference:list:manage"),
        ),
    ),
)

MINE: Final[tuple[Place, ...]] = (
    Place(_("My page"), "accounts:me", "user"),
    Place(_("Password"), "account_change_password", "key"),
    Place(_("Second factor"), "mfa_index", "shield-lock"),
    Place(_("Where I am signed in"), "usersessions_list", "device-laptop"),
)


def address_of(route: str) -> str:
    """The address of a named route, or nothing where this deployment does not carry it."""
    return _address(route, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _address(route: str, urlconf: str, prefix: str, *args: str) -> str:
    """Routes do not move while a process lives, and a page's frame asks for sixty."""
    try:
        return reverse(route, urlconf, args)
    except NoReverseMatch:
        return ""


def _names_url(actor: Actor) -> str:
    """The address that completes names and numbers of people in the search box, for whoever may open them."""
    if not may(actor, "parties:party:read"):
        return ""
    return _address("registry:keepers", get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), "P")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: everything that `base.html` shows around a page, as `frame`."""
    actor: Actor = getattr(request, "actor", NOBODY)
    search_url = address_of("registry:search") if may(actor, "registry:mark:search") else ""
    return {
        "frame": {
            "product": PRODUCT,
            "country": settings.IFAR_COUNTRY_NAMES.get(get_language(), settings.IFAR_COUNTRY_NAME),
            "demonstration": settings.DEMO,
            "report_address": settings.IFAR_REPORTS_ADDRESS,
            "actor": actor,
            "office": name_of(actor),
            "roles": [ROLES.get(role, role) for role in sorted(actor.roles)],
            "role_words": ROLES,
            "purpose": PURPOSES.get(actor.purpose.purpose) if actor.purpose else None,
            "sees": SimpleLazyObject(lambda: {sees: sees_words(actor, sees) for sees in SEES}),
            "agencies": SimpleLazyObject(lambda: _agencies(request, actor)),
            "saved_views": SimpleLazyObject(lambda: saved_views.offered(actor, request.path)),
            "areas": areas_of(actor, request.path),
            "mine": _mine(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()),
            "search_url": search_url,
            "names_url": _names_url(actor),
            # What filters another page's list is no search of the register.
            "query": in_order(request.GET.get("q", "")[:200]) if request.path == search_url else "",
            "purpose_url": address_of("accounts:purpose") if of_roles(actor.roles) else "",
            "draft_url": address_of("accounts:draft"),
            "agency_url": address_of("accounts:act_for"),
            "help_url": address_of("help"),
            "languages": languages(),
            "alike": ALIKE,
            "moment": day_words(timezone.now(), "instant"),
            "address": _own_address(request),
            "layout": _layout(request, actor),
        }
    }


def _layout(request: HttpRequest, actor: Actor) -> str:
    """The frame of pages that officers and holders share: holders, and whoever is not inside yet, get the entrance's card."""
    user = getattr(request, "user", None)  # none where the request was refused before anybody asked who it is
    waiting = user is not None and user.is_authenticated and not actor.is_somebody
    return "entrance.html" if waiting or may(actor, "portal:own:read") else "base.html"


def _own_address(request: HttpRequest) -> str:
    """What a printed page says where it came from; nothing where the request names a host that is not ours."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return ""


def _agencies(request: HttpRequest, actor: Actor) -> list[dict[str, str]]:
    """The agencies for which this person may act, of the roles that made them the request's actor."""
    if actor.kind != "person":
        return []
    held: list[actors.Holding] = getattr(request, "held", [])
    called = {holding.agency: holding.called for holding in held}
    return [{"public_id": public_id, "name": name} for public_id, name in called.items()]


def areas_of(actor: Actor, path: str) -> Menu:
    """The areas and places that `actor` may use, each with its address and whether `path` lies in it."""
    urlconf, prefix = get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
    place = place_at(actor, path)
    return _shown(actor.permissions, urlconf, prefix, _address(place.route, urlconf, prefix) if place else "")


def place_at(actor: Actor, path: str) -> Place | None:
    """The place, of those that `actor` may use, in which an address lies."""
    offered = _offered(actor.permissions, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    # A place within another one (`/parties/bars/` in `/parties/`) is the one where the page is.
    lengths = [(max(_within(path, begins) for begins in each.within), each.place) for each in offered]
    length, here = max(lengths, key=lambda pair: pair[0], default=(0, None))
    return here if length else None


class Offered(NamedTuple):
    """A place that somebody may use, and how the addresses of its pages begin."""

    place: Place
    within: tuple[str, ...]


class Item(NamedTuple):
    """A place as a page shows it."""

    label: Any
    icon: str
    url: str
    current: bool = False


class AreaLink(NamedTuple):
    """An area as a page shows it."""

    title: Any
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Menu:
    """Areas as a page shows them; one is another than every other, so that what was rendered of it is found by it."""

    areas: tuple[AreaLink, ...]


@cache
def _mine(urlconf: str, prefix: str) -> Menu:
    """What everybody has of their own."""
    items = (Item(place.label, place.icon, _address(place.route, urlconf, prefix)) for place in MINE)
    return Menu((AreaLink("", tuple(item for item in items if item.url)),))


@lru_cache(maxsize=500)
def _offered(permissions: frozenset[str], urlconf: str, prefix: str) -> tuple[Offered, ...]:
    """The same for all who hold the same permissions."""
    above = prefix.rstrip("/")
    return tuple(
        Offered(place, (url, *((above + place.also,) if place.also else ())))
        for area in AREAS
        for place in area.places
        if _is_offered(permissions, place) and (url := _address(place.route, urlconf, prefix))
    )


@lru_cache(maxsize=5_000)
def _shown(permissions: frozenset[str], urlconf: str, prefix: str, here: str) -> Menu:
    """The same for all who hold the same permissions and are at the same place."""
    areas = []
    for area in AREAS:
        items = [
            Item(place.label, place.icon, url, url == here)
            for place in area.places
            if _is_offered(permissions, place) and (url := _address(place.route, urlconf, prefix))
        ]
        if items:
            areas.append(AreaLink(area.title, tuple(items)))
    return Menu(tuple(areas))


def _is_offered(permissions: frozenset[str], place: Place) -> bool:
    if place.unless and place.unless in permissions:
        return False
    return place.permission is None or bool(permissions & {place.permission, place.instead})


def _within(path: str, url: str) -> int:
    """How many characters of a page's address are those of a place; 0 where the page is not within it."""
    return len(url) if url and (path == url or (url != "/" and path.startswith(url))) else 0


class Language(NamedTuple):
    """A language under its own name, and whether it is the reader's."""

    code: str
    name: str
    current: bool


def languages() -> tuple[Language, ...]:
    """The languages of this installation."""
    return _languages(get_language() or "", tuple(code for code, _name in settings.LANGUAGES))


@cache
def _languages(current: str, codes: tuple[str, ...]) -> tuple[Language, ...]:
    return tuple(
        Language(code, get_language_info(code)["name_local"].capitalize(), code == current) for code in codes
    )
