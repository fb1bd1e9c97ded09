"""What the community keeps beside its talk: library, good practices, gaps, assistance, tracing help, courses. All marked objects."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ifar.community.knowledge import assistance, gaps, library, skills
from ifar.community.models.acts import Member
from ifar.community.models.marked import MarkedObject
from ifar.community.models.talk import Topic


class Thing(MarkedObject):
    """A marked object with a title that is found by its words (`ngrams.py`)."""

    title = models.TextField()
    search = SearchVectorField(null=True)

    class Meta(MarkedObject.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


class Guide(Thing):
    """A thing of the library: a guide, a model law, legislation, a guide to marks, training material, a tool. `summary` says what it is for."""

    kind = models.TextField()
    summary = models.TextField()
    country = models.CharField(max_length=4, default="", blank=True)
    articles = ArrayField(models.TextField(), default=list)
    topics = ArrayField(models.TextField(), default=list)
    licence = models.TextField()

    class Meta(Thing.Meta):
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=library.KINDS), name="community_guide_kind"),
            models.CheckConstraint(condition=Q(licence__in=library.LICENCES), name="community_guide_licence"),
            models.CheckConstraint(
                condition=~Q(kind="legislation") | ~Q(country=""), name="community_guide_country"
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], include=["space"], name="community_guide_newest"),
            models.Index(fields=["country"], name="community_guide_by_country"),
            GinIndex(fields=["articles"], name="community_guide_by_article"),
            GinIndex(fields=["search"], name="community_guide_search", fastupdate=False),
        ]


class Edition(models.Model):
    """One version of a guide in one language: a PDF in the store, or the address where its publisher keeps it. `number` counts in the guide;
    `text` is what can be read in the PDF, for those who cannot see its pages, and for the search."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="editions", db_index=False)
    number = models.IntegerField()
    version = models.TextField()
    language = models.TextField()
    file = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(default="", blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.IntegerField(default=0)
    text = ArrayField(models.TextField(), default=list)
    link = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="community_edition_number"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="", pages__gt=0)
                | (Q(file__isnull=True, pages=0) & ~Q(link="")),
                name="community_edition_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.version} {self.language}"


class Rating(models.Model):
    """That a member used a guide for something, and whether it helped. Only how many is shown, not who."""

    pk = models.CompositePrimaryKey("guide", "member")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="ratings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    used_for = models.TextField()
    helped = models.SmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_for__in=library.USES), name="community_rating_use"),
            models.CheckConstraint(condition=Q(helped__in=library.HELPED), name="community_rating_helped"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.guide_id}"


class Collection(Thing):
    """Guides that a member put together, in an order."""

    words = models.TextField(default="", blank=True)

    class Meta(Thing.Meta):
        pass


class Place(models.Model):
    """That a guide stands in a collection; it is seen by whoever sees both."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="places", db_index=False
    )
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "guide"], name="community_place_once")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.guide_id}"


class Practice(Thing):
    """A good practice. It is `held` until a second member found that nobody can be known by it; the database lets it be shown only then."""

    context = models.TextField()
    problem = models.TextField()
    done = models.TextField()
    result = models.TextField()
    evidence = models.TextField(default="", blank=True)
    transferability = models.TextField(default="", blank=True)
    topics = ArrayField(models.TextField(), default=list)

    class Meta(Thing.Meta):
        indexes = [GinIndex(fields=["search"], name="community_practice_search", fastupdate=False)]


class Gap(Thing):
    """Where law, technique, operations or cooperation fall short, with what shows it and the countries that it was seen in."""

    kind = models.TextField()
    words = models.TextField()
    evidence = models.TextField(default="", blank=True)
    countries = ArrayField(models.CharField(max_length=4), default=list)
    articles = ArrayField(models.TextField(), default=list)
    priority = models.SmallIntegerField()

    class Meta(Thing.Meta):
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=gaps.KINDS), name="community_gap_kind"),
            models.CheckConstraint(condition=Q(priority__in=gaps.PRIORITIES), name="community_gap_priority"),
        ]
        indexes = [
            models.Index(fields=["-priority", "-id"], name="community_gap_list"),
            GinIndex(fields=["search"], name="community_gap_search", fastupdate=False),
        ]


class Tie(models.Model):
    """That one record leads to another: case → practice → gap → tool. Seen by whoever sees both ends; an end that is gone ties nothing."""

    id = models.BigAutoField(primary_key=True)
    one_type = models.TextField()
    one = models.CharField(max_length=14)
    other_type = models.TextField()
    other = models.CharField(max_length=14)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="community_tie_once")]
        indexes = [models.Index(fields=["other"], name="community_tie_back")]

    def __str__(self) -> str:
        return f"{self.one} {self.other}"


class Assistance(Thing):
    """A need of technical assistance, or an offer. `countries` empty in an offer: anywhere; `regions` are codes of the countries' regions."""

    side = models.TextField()
    words = models.TextField()
    articles = ArrayField(models.TextField(), default=list)
    forms = ArrayField(models.TextField(), default=list)
    topics = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    countries = ArrayField(models.CharField(max_length=4), default=list)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    starts = models.DateField()
    ends = models.DateField()
    priority = models.SmallIntegerField(default=2)

    class Meta(Thing.Meta):
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=Q(side__in=assistance.SIDES), name="community_assistance_side"),
            models.CheckConstraint(
                condition=Q(ends__gte=models.F("starts")), name="community_assistance_period"
            ),
        ]
        indexes = [
            models.Index(fields=["side", "-id"], name="community_assistance_list"),
            GinIndex(fields=["search"], name="community_assistance_search", fastupdate=False),
        ]


class Enquiry(models.Model):
    """What was seen on a firearm, asked in a topic: codes, symbols, and of the serial number only its form. Never whose it was, nor where found."""

    id = models.BigAutoField(primary_key=True)
    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="enquiry")
    seen = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"enquiry {self.topic_id}"


class Course(Thing):
    """A course. Who was there stands in `Training`."""

    words = models.TextField()
    form = models.TextField()
    starts = models.DateField()
    ends = models.DateField()
    hours = models.IntegerField()
    place = models.TextField(default="", blank=True)
    topics = ArrayField(models.TextField(), default=list)

    class Meta(Thing.Meta):
        constraints = [
            *Thing.Meta.constraints,
            models.CheckConstraint(condition=Q(form__in=skills.FORMS), name="community_course_form"),
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="community_course_days"),
        ]
        indexes = [
            models.Index(fields=["-starts", "-id"], name="community_course_list"),
            GinIndex(fields=["search"], name="community_course_search", fastupdate=False),
        ]
