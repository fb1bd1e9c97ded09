"""Pages of the library: guides, one guide with its editions, a reader for PDF, collections."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of
from ifar.acts.inputs import part_of
from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import library as rules
from ifar.community.knowledge.inputs import (
    BeginCollection,
    BringEdition,
    BringGuide,
    CollectGuide,
    RateGuide,
)
from ifar.community.knowledge.selectors import library as selectors
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import gaps as ties
from ifar.community.knowledge.services import library as services
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Collection, Gap, Guide, Review
from ifar.community.selectors.chain import path_from
from ifar.community.selectors.visible import Reader, absent
from ifar.community.services.writing import now
from ifar.community.views.chain import drawn
from ifar.community.views.door import page
from ifar.community.views.forms import Bringing, BringingGuide, own_language, placing_form
from ifar.files import documents, store
from ifar.files.store import Arrived
from ifar.files.uploads import Upload
from ifar.reference import selectors as reference
from ifar.rights import Actor


def _fresh(review: Review | None, today: dt.date) -> str:
    return rules.freshness(review.state if review else "", review.expires_on if review else None, today)


def _badges(record: Guide, fresh: str) -> list[pages.Badge]:
    badges: list[pages.Badge] = [("", "", shelf_labels.GUIDES[record.kind])]
    icon = {"fresh": "circle-check", "ending": "hourglass", "expired": "alert-triangle"}.get(
        fresh, "circle-dashed"
    )
    badges.append((shelf_labels.FRESHNESS_TONES[fresh], icon, shelf_labels.FRESHNESS[fresh]))
    return badges


@require_GET
@page
def guides(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """The library: by kind, article, country, language, words."""
    kind = pages.choice(request, "kind", rules.KINDS)
    article = pages.choice(request, "article", shelf_labels.ARTICLES)
    country = request.GET.get("country", "")[:4]
    language = pages.choice(request, "language", labels.LANGUAGES)

    def narrow(result: Any) -> Any:
        if kind:
            result = result.filter(kind=kind)
        if article:
            result = result.filter(articles__contains=[article])
        if country:
            result = result.filter(country=country)
        if language:
            result = result.filter(editions__language=language).distinct()
        return result

    part, problem = pages.listed(request, reader, Guide, order=("-id",), narrow=narrow)
    today = now().date()
    reviews = shelf.standing(Review, [item.public_id for item in part.items])
    used = selectors.used(part.items)
    editions = selectors.editions_of(part.items)
    people = shelf.authors(reader, part.items)
    names = reference.words("country")
    rows = [
        pages.row(
            "guide",
            item,
            people.get(item.author_id),
            _badges(item, _fresh(reviews.get(item.public_id), today)),
            [
                names.get(item.country, item.country),
                ", ".join(
                    str(labels.LANGUAGES[code])
                    for code in sorted({each.language for each in editions.get(item.pk, [])})
                    if code in labels.LANGUAGES
                ),
                _helped(used.get(item.pk)),
            ],
        )
        for item in part.items
    ]
    lands = sorted(
        ((choice.code, str(choice.words)) for choice in reference.choices("country")),
        key=lambda pair: pair[1],
    )
    context = {
        "rows": rows,
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "filters": [
            pages.filter_of("kind", _("What it is"), shelf_labels.GUIDES, kind),
            pages.filter_of("article", _("Article"), shelf_labels.ARTICLES, article),
            pages.filter_of("country", _("Country"), lands, country),
            pages.filter_of("language", _("Language"), labels.LANGUAGES, language),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/guides.html", context, status=422 if problem else 200)


def _helped(used: selectors.Used | None) -> str:
    if used is None:
        return ""
    return _("It helped %(helped)s of %(times)s who used it") % {"helped": used.helped, "times": used.times}


def _arrived(request: HttpRequest) -> tuple[Arrived | None, str]:
    upload = request.FILES.get("document")
    if isinstance(upload, Upload) and upload.size:
        return (
            Arrived(Path(upload.temporary_file_path()), upload.sha256, upload.size, upload.head),
            str(upload.name or ""),
        )
    return None, ""


def _edition(request: HttpRequest, value: BringGuide | BringEdition) -> services.EditionFile:
    document, name = _arrived(request)
    return services.EditionFile(value.version, value.edition_language, document, name, value.link, value.news)


@require_http_methods(["GET", "POST"])
@page
def new_guide(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Bring a guide; from a gap it is tied to that."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    gap = pages.begins_from(reader, Gap, request)
    first = {"edition_language": own_language(), **pages.initial_from_draft(request, actor)}
    form = placing_form(BringGuide, request, rooms, first, BringingGuide)

    def bring(given: BringGuide) -> Guide:
        made = services.bring_guide(
            actor=actor,
            at=part_of(given, Placed),
            said=part_of(given, services.GuideDescription),
            edition=_edition(request, given),
        )
        if gap:
            ties.tie(actor=actor, one=gap.public_id, other=made.public_id)
        return made

    context = {
        "heading": _("Add a resource to the library"),
        "about": gap,
        "back": "community:guides",
        "back_words": _("Library"),
        "act": _("Bring it"),
        "upload": True,
    }
    return pages.filled(request, actor, form, bring, "guide", context)


@require_GET
@page
def guide(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A guide: what it is for, its editions, who looked it through, what users say, what it closed."""
    record = shelf.thing_for(reader, Guide, public_id)
    assert reader is not None
    review = selectors.review_of(reader, record)
    fresh = _fresh(review if review.n else None, now().date())
    editions = selectors.editions_of([record]).get(record.pk, [])
    reviewer = shelf.people(reader, [review.reviewer] if review.n else []).get(review.reviewer)
    rating = selectors.own_rating(reader, record)
    own = _own_collections(reader)
    context = {
        **pages.head(reader, "guide", record, _badges(record, fresh)),
        "summary": pages.html(record.summary),
        "country": reference.words("country").get(record.country, record.country),
        "articles": [shelf_labels.ARTICLES[code] for code in record.articles],
        "topics": [labels.EXPERTISE[code] for code in record.topics if code in labels.EXPERTISE],
        "licence": shelf_labels.LICENCES[record.licence],
        "editions": [
            {
                "one": edition,
                "language": labels.LANGUAGES.get(edition.language, edition.language),
                "latest": n == 0,
            }
            for n, edition in enumerate(editions)
        ],
        "review": review,
        "reviewer": reviewer,
        "review_edition": next((edition for edition in editions if edition.number == review.edition), None),
        "newer": bool(review.n and editions and editions[0].number > review.edition),
        "used": selectors.used([record]).get(record.pk),
        "rating": rating,
        "rating_words": shelf_labels.HELPED[rating.helped] if rating else "",
        "rate": form_of(
            RateGuide,
            ids="rate",
            initial={"used_for": rating.used_for, "helped": rating.helped} if rating else {},
        ),
        "offered": offered(actor, services.GUIDE, review),
        "collections": [
            {"one": row, "mine": row.author_id == reader.member}
            for row in selectors.collections_with(reader, record)
        ],
        "collect": form_of(CollectGuide, ids="collect", among={"collection": own}) if own else None,
        "path": drawn(path_from(reader, "guide", record), record.public_id),
    }
    return render(request, "community/guide.html", context)


def _own_collections(reader: Reader) -> list[tuple[str, str]]:
    return [
        (own_collection.public_id, own_collection.title)
        for own_collection in selectors.own_collections(reader)
    ]


@require_POST
@page
def rate(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Say that one used a guide, and whether it helped."""
    record = shelf.thing_for(reader, Guide, public_id)
    done(
        request,
        form_of(RateGuide, request),
        lambda given: services.rate(actor=actor, guide=record.public_id, **dict(given)),
        _("Thank you: others see how often it helped, not who said so."),
    )
    return redirect("community:guide", record.public_id)


@require_POST
@page
def collect(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, *, there: bool
) -> HttpResponse:
    """Put a guide into a collection, or take it out of one."""
    record = shelf.thing_for(reader, Guide, public_id)
    assert reader is not None
    form = form_of(CollectGuide, request, among={"collection": _own_collections(reader)})
    done(
        request,
        form,
        lambda given: services.collect(actor=actor, guide=record.public_id, there=there, **dict(given)),
        _("The collection is changed."),
    )
    if not there and form.given:
        return redirect("community:collection", form.given.collection)
    return redirect("community:guide", record.public_id)


@require_http_methods(["GET", "POST"])
@page
def new_edition(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Bring another version or language."""
    record = shelf.thing_for(reader, Guide, public_id)
    assert reader is not None
    if record.author_id != reader.member:
        raise absent()
    form = form_of(BringEdition, request, kind=Bringing, initial={"edition_language": record.language})

    def bring(given: BringEdition) -> Guide:
        services.bring_edition(actor=actor, guide=public_id, edition=_edition(request, given))
        return record

    context = {
        "heading": _("Another edition"),
        "about": record,
        "back": "community:guides",
        "back_words": _("Library"),
        "act": _("Bring it"),
        "upload": True,
    }
    return pages.filled(request, actor, form, bring, "guide", context)


@require_GET
@page
def read(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, number: int = 1
) -> HttpResponse:
    """A page of a PDF, as a picture with its words beside it."""
    edition = selectors.edition_for(reader, public_id)
    if edition.file_id is None or not 1 <= number <= edition.pages:
        raise absent()
    record = Guide.objects.get(pk=edition.guide_id)
    context = {
        **pages.head(reader, "guide", record),
        "edition": edition,
        "title": record.title,
        "crumbs": [
            (reverse("community:guides"), _("Library")),
            (reverse("community:guide", args=(record.public_id,)), record.title),
        ],
        "number": number,
        "pages": edition.pages,
        "keep": reverse("community:document", args=(public_id,)),
        "picture": reverse("community:page_picture", args=(public_id, number)),
        "before": reverse("community:read_page", args=(public_id, number - 1)) if number > 1 else "",
        "after": reverse("community:read_page", args=(public_id, number + 1))
        if number < edition.pages
        else "",
        "text": edition.text[number - 1] if number <= len(edition.text) else "",
        "edition_language": labels.LANGUAGES.get(edition.language, edition.language),
    }
    return render(request, "community/read.html", context)


@require_GET
@page
def page_picture(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, number: int
) -> FileResponse:
    """The picture of one page: seen by whoever sees the guide."""
    edition = selectors.edition_for(reader, public_id)
    if edition.file_id is None or not 1 <= number <= edition.pages:
        raise absent()
    path, media_type = documents.page_of(edition.file_id, number)
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@page
def document(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> FileResponse:
    """The PDF itself, to keep: never shown by the browser in our name."""
    edition = selectors.edition_for(reader, public_id)
    if edition.file_id is None:
        raise absent()
    response = FileResponse(
        store.found(edition.file_id).open("rb"),
        as_attachment=True,
        filename=edition.name or "document.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@page
def collections(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Collections of guides."""
    part, problem = pages.listed(request, reader, Collection, order=("-id",))
    people = shelf.authors(reader, part.items)
    context = {
        "rows": [pages.row("collection", item, people.get(item.author_id), [], []) for item in part.items],
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "filters": [],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/collections.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@page
def new_collection(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Begin a collection."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    form = placing_form(BeginCollection, request, rooms, pages.initial_from_draft(request, actor))
    context = {
        "heading": _("Begin a collection"),
        "back": "community:collections",
        "back_words": _("Collections"),
        "act": _("Begin it"),
    }
    return pages.filled(
        request,
        actor,
        form,
        lambda given: services.begin_collection(
            actor=actor, at=part_of(given, Placed), description=given.description
        ),
        "collection",
        context,
    )


@require_GET
@page
def collection(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A collection with its guides."""
    results = shelf.thing_for(reader, Collection, public_id)
    there = list(selectors.guides_in(reader, results))
    today = now().date()
    reviews = shelf.standing(Review, [record.public_id for record in there])
    people = shelf.authors(reader, there)
    context = {
        **pages.head(reader, "collection", results),
        "text": pages.html(results.words),
        "rows": [
            pages.row(
                "guide",
                record,
                people.get(record.author_id),
                _badges(record, _fresh(reviews.get(record.public_id), today)),
                [],
            )
            for record in there
        ],
    }
    return render(request, "community/collection.html", context)
