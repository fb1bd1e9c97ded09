"""The acts on bound books as a whole: a book is closed, and goes to the authority over its trader; those on a maker's production orders; counts of a shop, and its closed days. Pure.

When a trader ceases, dies, fails or loses the licence, its records go to the State (ITI para. 13; Directive (EU) 2021/555 art. 4(6)): one act, which two people of the
authority decide. From its entry on the trader enters nothing any more. A closed book stays closed: who trades again is registered as another trader.

A serial number is reserved once for a maker and a family of models (Protocol art. 8(1)(a)); that it is made is told by the firearm's own life, and by no order.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Filled, Listed, OfOffice, Record, Referenced, Same, stays, to

GROUNDS: Final = ("ceased", "death", "insolvency", "revocation")
"""Why a trader's book is closed."""
ARTICLE: Final = "Directive (EU) 2021/555 art. 4(6); ITI para. 13"
DEPOSITS: Final = {
    "ceased": "voluntary",
    "death": "revoked",
    "insolvency": "revoked",
    "revocation": "revoked",
}
"""Why a book is closed -> the ground on which the life cycle has its stock deposited."""

_ARTICLE: Final = "Protocol art. 7, 8(1)(a)"
_SELF: Final = "nobody, because its office itself does it and finds it on the page of the order"
_OWN: Final = OfOffice(code="books.order.other_office", column="agency")
_COUNTS: Final = "MOSAIC 05.20"
_SHOP: Final = OfOffice(code="books.count.other_office", column="agency", article=_COUNTS)
_READ: Final = "nobody, because the trader's own people read it on its page"
_OTHERS: Final = OfOffice(code="books.declaration.other_office", column="agency")

ACTS: Final = Acts(
    "books",
    words="ifar.books.labels",
    records=[
        Record("closing", "A", stamps={"at": "recorded_at"}),
        Record("order", "R"),
        Record("count", "Z", stamps={"begun_at": "recorded_at", "begun": "entry"}),
        Record("day", "Z", stamps={"closed_at": "recorded_at"}),
        Record("declaration", "R"),
        Record("sheet", "R"),
    ],
    acts=[
        Act(
            "closing",
            "closed",
            to("closed", ""),
            ("ground", "since", "depositary", "order"),
            people=2,
            guards=(Listed(code="books.closing.ground", column="ground", values=GROUNDS, field="ground"),),
            article=ARTICLE,
            hears="the trader and whoever had an offer of it or to it: the desks by a notice, holders on their own page",
        ),
        Act(
            "order",
            "declared",
            to("open", ""),
            (
                "number",
                "make",
                "model",
                "family",
                "type",
                "calibre",
                "planned_on",
                "ranges",
                "spans",
                "total",
            ),
            guards=(
                _OWN,
                Filled(code="books.order.number", column="number", field="number"),
            ),
            article=_ARTICLE,
            hears=_SELF,
        ),
        Act("order", "explained", stays("open"), ("gaps",), guards=(_OWN,), article=_ARTICLE, hears=_SELF),
        Act("order", "closed", to("closed", "open"), guards=(_OWN,), article=_ARTICLE, hears=_SELF),
        Act("order", "cancelled", to("cancelled", "open"), guards=(_OWN,), article=_ARTICLE, hears=_SELF),
        Act(
            "count",
            "begun",
            to("counting", ""),
            ("counter",),
            guards=(_SHOP, Same(code="books.count.named", as_column="counter", article=_COUNTS)),
            permission="books:stock:count",
            article=_COUNTS,
            hears=_READ,
        ),
        Act(
            "count",
            "noted",
            stays("counting"),
            ("lines",),
            guards=(_SHOP,),
            article=_COUNTS,
            hears="nobody: who counts is told what was read, and nothing of what should be there",
        ),
        Act(
            "count",
            "agreed",
            to("agreed", "counting"),
            ("expected", "found", "moved"),
            guards=(_SHOP,),
            article=_COUNTS,
            hears=_READ,
        ),
        Act(
            "count",
            "differed",
            to("differs", "counting"),
            ("expected", "found", "moved", "differences"),
            guards=(_SHOP,),
            article=_COUNTS,
            hears="the trader, by a matter for each difference, which nobody closes who counted",
        ),
        Act(
            "count",
            "abandoned",
            to("abandoned", "counting"),
            guards=(_SHOP,),
            article=_COUNTS,
            hears=_READ,
        ),
        Act(
            "count",
            "ended",
            to("ended", "counting"),
            article=ARTICLE,
            hears="the trader's own people, by the notice of the closing",
        ),
        Act(
            "day",
            "closed",
            to("closed", ""),
            ("day", "came", "went", "stock", "pending", "late"),
            guards=(_SHOP,),
            article=ARTICLE,
            hears=_READ,
        ),
        Act(
            "declaration",
            "loaded",
            to("loaded", ""),
            ("title", "source", "year", "lines", "total"),
            guards=(
                _OTHERS,
                Filled(code="books.declaration.title", column="title", field="title"),
                Filled(code="books.declaration.source", column="source", field="source"),
            ),
            hears="a maker whose book differs, by a matter",
        ),
        Act(
            "sheet",
            "added",
            to("added", ""),
            ("declaration", "part", "rows"),
            guards=(
                _OTHERS,
                Referenced(
                    code="books.declaration.not_found",
                    column="declaration",
                    record_type="declaration",
                    states=("loaded",),
                    same={"agency": "agency"},
                ),
            ),
            hears="nobody, because it comes with its declaration",
        ),
        Act(
            "declaration",
            "withdrawn",
            to("withdrawn", "loaded"),
            guards=(_OTHERS,),
            hears="nobody, because it stands on the page of the declaration",
        ),
    ],
    checks=True,
    locks=True,
)
"""A closing bears the identifier of the trader: a trader has one, or none."""
