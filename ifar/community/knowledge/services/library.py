"""The library: bringing a guide, a new edition of it, looking it through, saying that one used it, putting guides together.

Who looked a guide through bears the guide's identifier: `review_id` is that of the guide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Several
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import labels, rendering, safety
from ifar.community.knowledge import inputs, library
from ifar.community.knowledge.selectors.library import review_for, reviewable
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.services.shelving import (
    Placed,
    index,
    placed,
    sorted_articles,
    sorted_topics,
    text_of,
)
from ifar.community.models import Collection, Edition, Guide, Place, Rating, Review
from ifar.community.models.marked import HELD
from ifar.community.selectors.visible import WRITE, Reader, reader_of
from ifar.community.services.judging import fine
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, new_id, now
from ifar.files.documents import Document, keep_document
from ifar.files.store import Arrived
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

PURPOSE: Final = "community_guide"
LONGEST_LINK: Final = 500
GUIDE: Final = Offers(
    RECORDER,
    "review",
    lambda actor, public_id: review_for(reader_of(actor), public_id),
    page="community:guide",
    name="guide",
)


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One edition as it is brought: a PDF or an address, in a language; `words` say what is new in it."""

    version: str
    language: str
    document: Arrived | None = None
    name: str = ""
    link: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class GuideDescription:
    """What a guide is: kind, what it is for, country of a law, articles, topics, licence."""

    kind: str
    summary: str
    country: str = ""
    articles: Several[str] = ()
    topics: Several[str] = ()
    licence: str = "official"


@transaction.atomic
def bring_guide(*, actor: Actor, at: Placed, said: GuideDescription, edition: EditionFile) -> Guide:
    """Put a guide into the library, with its first edition.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a field is wrong, the file is none that the library takes, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    summary = text_of(said.summary, "summary", library.LONGEST_SUMMARY, 10)
    columns = placed(reader, at, summary)
    if said.kind not in library.KINDS:
        raise labels.invalid("community.guide.kind", "kind")
    if said.licence not in library.LICENCES:
        raise labels.invalid("community.guide.licence", "licence")
    if (library.needs_country(said.kind) and not said.country) or (
        said.country and not reference.exists("country", said.country)
    ):
        raise labels.invalid("community.guide.country", "country")
    guide = put(
        actor,
        reader,
        Guide,
        kind=said.kind,
        summary=summary,
        country=said.country,
        articles=sorted_articles(said.articles),
        topics=sorted_topics(said.topics),
        licence=said.licence,
        **columns,
    )
    _bring(actor, reader, guide, edition)
    return guide


@transaction.atomic
def bring_edition(*, actor: Actor, guide: str, edition: EditionFile) -> Edition:
    """Bring another version or language of one's own guide. What was looked through stays what it was: the new edition is looked through anew.

    Raises:
        NotFound: there is no such guide for this actor.
        Refused: another brought it.
        Invalid: the file is none that the library takes, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = thing_for(reader, Guide, guide)
    if record.author_id != reader.member:
        raise labels.refused("community.write.author")
    return _bring(actor, reader, record, edition)


def _bring(actor: Actor, reader: Reader, guide: Guide, value: EditionFile) -> Edition:
    version = " ".join(rendering.plain(value.version).split())
    if not 0 < len(version) <= 40:
        raise labels.invalid("community.guide.version", "version")
    if value.language not in labels.LANGUAGES:
        raise labels.invalid("community.write.language", "edition_language")
    news = fine(text_of(value.words, "words", 1000, 0), "words")
    document = _document(actor, guide, value)
    link = value.link.strip()
    if document is None and not _is_address(link):
        raise labels.invalid("community.guide.document", "document")
    fine(unquote(link), "link")
    numbers = Edition.objects.filter(guide=guide).order_by("-number").values_list("number", flat=True)
    edition = Edition.objects.create(
        public_id=new_id(),
        guide=guide,
        number=(numbers.first() or 0) + 1,
        version=version,
        language=value.language,
        file_id=document.kept.sha256 if document else None,
        name=document.kept.name if document else "",
        size=document.kept.size if document else 0,
        pages=document.pages if document else 0,
        text=document.text if document else [],
        link="" if document else link,
        words=news,
        by_id=reader.member,
    )
    index(guide, guide.summary, *(text for record in guide.editions.all() for text in record.text))
    return edition


def _document(actor: Actor, guide: Guide, value: EditionFile) -> Document | None:
    if value.document is None:
        return None
    if safety.is_for_making(value.name):
        value.document.path.unlink(missing_ok=True)
        raise labels.invalid("community.safety.file", "document")
    document = keep_document(actor=actor, purpose=PURPOSE, name=value.name, content=value.document)
    # A page at a time: a long document is no single text.
    verdicts = {safety.judge(text) for text in document.text}
    if "refused" in verdicts:
        raise labels.invalid("community.safety.text", "document")
    if "held" in verdicts:
        Guide.objects.filter(pk=guide.pk).update(state=HELD)
    return document


def _is_address(link: str) -> bool:
    parts = urlsplit(link)
    return (
        parts.scheme == "https" and bool(parts.hostname) and len(link) <= LONGEST_LINK and not parts.username
    )


def _withdraws(_actor: Actor, record: Review) -> bool:
    return "author" not in record.facts and bool(record.facts)


@GUIDE.act(
    "reviewed",
    inputs.ReviewGuide,
    _("Record my peer review"),
    permission=WRITE,
    done=_("Your peer review is recorded."),
    when=lambda _actor, record: "author" not in record.facts,
    leads=lambda record: record.state != "reviewed",
    asks=lambda actor, record: {"among": {"edition": reviewable(reader_of(actor), record.public_id)}},
)
@transaction.atomic
def review(*, actor: Actor, review_id: str, edition: int, expires_on: dt.date) -> None:
    """Say that one looked an edition through, and until when it is fresh.

    Raises:
        NotFound: there is no such guide for this actor.
        Refused: they brought it themselves.
        Invalid: there is no such edition, or the day is past, or lies too far ahead.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = review_for(reader, review_id)
    item = Edition.objects.filter(guide__public_id=record.public_id, number=edition).first()
    if item is None:
        raise labels.invalid("community.guide.edition", "edition")
    if "author" in record.facts or not library.may_review(item.by_id, reader.member):
        raise labels.refused("community.guide.own")
    if library.expiry_wrong(expires_on, now().date()):
        raise labels.invalid("community.guide.expires_on", "expires_on")
    changes = {"reviewer": reader.public_id, "edition": edition, "expires_on": expires_on}
    content = library.content_of(item.version, item.language, item.file_id or "", item.link, item.words)
    on = record if record.n else record.public_id
    RECORDER.record(actor, "review", "reviewed", on, changes=changes, details={"content": content})


@GUIDE.act(
    "withdrawn",
    inputs.WithdrawReview,
    _("Say that it is not to be relied on"),
    permission=WRITE,
    done=_("It says now that it is not to be relied on."),
    when=_withdraws,
    danger=True,
)
@transaction.atomic
def withdraw_review(*, actor: Actor, review_id: str, ground: str) -> None:
    """Say that a guide is not to be relied on any more: who looked it through, or who moderates its space.

    Raises:
        NotFound: there is no such guide for this actor.
        Refused: another looked it through, or nobody did.
        Invalid: no ground.
    """
    require(actor, WRITE)
    record = review_for(reader_needed(actor), review_id)
    if not record.n or not _withdraws(actor, record):
        raise labels.refused("community.guide.not_yours")
    if ground not in ("outdated", "wrong", "withdrawn"):
        raise labels.invalid("community.guide.ground", "ground")
    RECORDER.record(actor, "review", "withdrawn", record, details={"ground": ground})


@transaction.atomic
def rate(*, actor: Actor, guide: str, used_for: str, helped: int) -> None:
    """Say for what one used a guide, and whether it helped; once, and changed freely.

    Raises:
        NotFound: there is no such guide for this actor.
        Refused: it is one's own.
        Invalid: no such use.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = thing_for(reader, Guide, guide)
    if record.author_id == reader.member:
        raise labels.refused("community.guide.own")
    if used_for not in library.USES or helped not in library.HELPED:
        raise labels.invalid("community.guide.use", "used_for")
    Rating.objects.update_or_create(
        guide=record, member_id=reader.member, defaults={"used_for": used_for, "helped": helped}
    )


@transaction.atomic
def begin_collection(*, actor: Actor, at: Placed, description: str = "") -> Collection:
    """Begin a collection of guides.

    Raises:
        NotFound, Refused, Invalid: as `bring_guide`.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    text = text_of(description, "words", library.LONGEST_SUMMARY, 0)
    made = put(actor, reader, Collection, words=text, **placed(reader, at, text))
    index(made, text)
    return made


@transaction.atomic
def collect(*, actor: Actor, collection: str, guide: str, there: bool = True) -> None:
    """Put a guide into one's own collection, or take it out.

    Raises:
        NotFound: there is no such collection or guide for this actor.
        Refused: another began the collection.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    results = thing_for(reader, Collection, collection)
    if results.author_id != reader.member:
        raise labels.refused("community.write.author")
    record = thing_for(reader, Guide, guide)
    if there:
        Place.objects.get_or_create(collection=results, guide=record)
    else:
        Place.objects.filter(collection=results, guide=record).delete()
