"""How long what was said is kept: by space, deleted by the clock, with an act on the ledger that says how much went."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from ifar.accounts.services import drafts
from ifar.community.models import Attachment, Post, Space, Topic, Watch
from ifar.community.selectors.rooms import words_about
from ifar.community.services.rooms import JOB, pages_of, remove_pictures, remove_words
from ifar.community.services.writing import RECORDER

STEP: Final = 500


@transaction.atomic
def _lapse_some(space: Space, before: dt.datetime) -> int:
    # The last word is the last of all, also of those that `last_at`, which orders lists, does not tell.
    silent = ~Exists(Post.objects.filter(topic=OuterRef("pk"), at__gte=before))
    topics = list(Topic.objects.filter(silent, space=space, last_at__lt=before).order_by("pk")[:STEP])
    if not topics:
        return 0
    keys = [topic.pk for topic in topics]
    contents = set(Attachment.objects.filter(post__topic__in=keys).values_list("file_id", flat=True))
    posts = list(Post.objects.filter(topic__in=keys).values_list("public_id", flat=True))
    Topic.objects.filter(pk__in=keys).update(solution=None)
    Topic.objects.filter(pk__in=keys).delete()
    Watch.objects.filter(subject__in=[topic.public_id for topic in topics]).delete()
    erased = words_about(space.public_id, posts)
    details = {"topics": len(topics), "posts": len(posts), "files": len(contents), "erased": erased}
    entry = RECORDER.record(JOB, "space", "lapsed", Space.objects.get(pk=space.pk), details=details).entry
    remove_pictures(contents, entry)
    remove_words(entry, erased)
    drafts.drop_under(pages_of([], [topic.public_id for topic in topics], posts))
    return len(topics)


def lapse(now: dt.datetime) -> int:
    """Delete topics in which nobody has said anything for longer than their space keeps them; how many. The job of every night."""
    done = 0
    for space in Space.objects.filter(keeps_days__gt=0, state__in=("open", "archived")):
        while gone := _lapse_some(space, now - dt.timedelta(days=space.keeps_days)):
            done += gone
    return done
