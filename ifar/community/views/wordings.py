"""What a post said before, and what it shows: read, and taken out for good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import done, form_of
from ifar.community import inputs
from ifar.community.models import Topic
from ifar.community.selectors import talk
from ifar.community.selectors.visible import Reader
from ifar.community.services import erasing
from ifar.community.views import presenters
from ifar.community.views.door import page
from ifar.rights import Actor


@require_http_methods(["GET", "POST"])
@page
def history(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """What a post said before, and what it shows; its author and who moderates take some of it out for good."""
    post = talk.post_for(reader, public_id)
    assert reader is not None
    topic = Topic.objects.get(pk=post.topic_id)
    form = form_of(inputs.TakeOut, request)
    if form.is_bound:
        done(
            request,
            form,
            lambda given: (
                erasing.erase_picture(actor=actor, post=public_id, picture=given.picture)
                if given.picture
                else erasing.erase_wording(actor=actor, post=public_id, wording=given.wording)
            ),
            _("It is taken out for good."),
        )
        return redirect("community:history", public_id)
    may_erase = erasing.may_erase(reader, post)
    context = {
        "one": post,
        "topic": topic,
        "mark": presenters.mark_of(post),
        "rows": talk.revisions_of(reader, post),
        "may_erase": may_erase,
        "pictures": talk.attachments_of([post]).get(post.pk, []) if may_erase else [],
    }
    return render(request, "community/history.html", context)
