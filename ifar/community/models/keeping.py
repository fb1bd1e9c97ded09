"""What a member keeps for themselves: profile, what they follow, how far they have read, what helped them, when they were last written to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ifar.community.models.acts import Member, Space
from ifar.community.models.talk import Post, Topic

CIRCLES = ("nobody", "organisation", "spaces", "members")
"""To whom a field of a profile is shown: to nobody; to members of the own organisation; to those with whom the member shares a space that is
not open to all; to all members."""
FREQUENCIES = ("never", "daily", "weekly")


class Profile(models.Model):
    """What a member says of themselves, and to whom each field is shown. A member whose name is shown to nobody writes under a number."""

    member = models.OneToOneField(Member, primary_key=True, on_delete=models.PROTECT, related_name="profile")
    name = models.TextField(default="", blank=True)
    post = models.TextField(default="", blank=True)
    about = models.TextField(default="", blank=True)
    contact = models.TextField(default="", blank=True)
    shown = models.JSONField(default=dict)
    digest = models.TextField(default="weekly")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__in=FREQUENCIES), name="community_profile_digest")
        ]

    def __str__(self) -> str:
        return f"profile {self.member_id}"


class Watch(models.Model):
    """A member follows or mutes a topic or a space, by its public identifier."""

    pk = models.CompositePrimaryKey("member", "subject")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=14)
    mute = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.member_id} {self.subject}"


class TopicRead(models.Model):
    """How far a member has read a topic: the key of the last post that they were shown."""

    pk = models.CompositePrimaryKey("member", "topic")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    post = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.topic_id}"


class SpaceRead(models.Model):
    """Up to which post a member counts everything in a space as read."""

    pk = models.CompositePrimaryKey("member", "space")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    post = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.space_id}"


class Reaction(models.Model):
    """That a post worked for somebody. Only how many is shown, not who."""

    pk = models.CompositePrimaryKey("post", "member")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.member_id} {self.post_id}"


class Digest(models.Model):
    """The last digest that a member was sent, and the last post that it could speak of."""

    member = models.OneToOneField(Member, primary_key=True, on_delete=models.PROTECT, related_name="+")
    post = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"digest {self.member_id}"
