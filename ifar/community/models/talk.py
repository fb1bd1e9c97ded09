"""Topics, posts, their earlier wordings, attachments, mentions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from ifar.community import marks
from ifar.community.models.acts import Member
from ifar.community.models.marked import MarkedObject


class Topic(MarkedObject):
    """A question or a matter, with its posts. `last_at`, which orders and pages, moves with those posts alone that are shown to all for whom
    the topic is; what a reader is told is counted of what that reader may see."""

    title = models.TextField()
    locked = models.BooleanField(default=False)
    solution = models.ForeignKey("Post", null=True, on_delete=models.SET_NULL, related_name="+")
    last_at = models.DateTimeField(db_default=Now())

    class Meta(MarkedObject.Meta):
        indexes = [models.Index(fields=["space", "-last_at", "-id"], name="community_topic_list")]


class Post(MarkedObject):
    """One contribution, in Markdown as it was typed; the original language is kept always. `number` counts in the topic, the first is 1.

    `helped` is how many said that it worked for them; `search` what it is found by (`ngrams.py`).
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts", db_index=False)
    number = models.IntegerField()
    text = models.TextField()
    edited_at = models.DateTimeField(null=True)
    helped = models.IntegerField(default=0)
    search = SearchVectorField(null=True)

    class Meta(MarkedObject.Meta):
        constraints = [
            *MarkedObject.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "number"], name="community_post_number"),
        ]
        indexes = [
            models.Index(fields=["topic", "id"], name="community_post_topic"),
            models.Index(fields=["space", "-id"], name="community_post_space"),
            GinIndex(fields=["search"], name="community_post_search", fastupdate=False),
        ]


class Revision(models.Model):
    """What a post said before an edit, with the mark and the state under which it was said: read by whoever may read the post and, by that
    mark and in that state, these words. A wording of which no mark is known is its author's alone."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    at = models.DateTimeField()
    tlp = models.SmallIntegerField(default=marks.RED, db_default=marks.RED)
    recipients = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    organisations = ArrayField(models.CharField(max_length=14), default=list, db_default=[])
    state = models.TextField(default="shown", db_default="shown")

    def __str__(self) -> str:
        return f"{self.post_id} until {self.at}"


class Attachment(models.Model):
    """A picture or a document of a post: the clean copy alone, the original with its metadata was never kept.

    `pages` is 0 for a picture; a document has been made anew of the pictures of its pages.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    words = models.TextField(default="", blank=True)
    size = models.BigIntegerField()
    pages = models.IntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.public_id


class Translation(models.Model):
    """A post in another language, as a member put it; the original is always kept and stands first. Read by whoever may read the post."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="translations", db_index=False)
    language = models.TextField()
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "language"], name="community_translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.language}"


class Mention(models.Model):
    """That a post names a member. It tells them only while they may see the post."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="community_mention_once")]
        indexes = [models.Index(fields=["member", "-id"], name="community_mention_mine")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.post_id}"
