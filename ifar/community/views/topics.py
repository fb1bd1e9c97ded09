"""A topic and its posts: read, asked, answered, changed; its pictures; what changed since; what leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.accounts.selectors.drafts import SavedDraft, draft_of
from ifar.accounts.services import drafts
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.acts.inputs import part_of
from ifar.community import inputs, labels
from ifar.community.models import Attachment, Post, Space, Topic
from ifar.community.selectors import members, rooms, talk
from ifar.community.selectors.audience import suggested_organisations
from ifar.community.selectors.visible import Reader, absent, part_in
from ifar.community.services import exports, marking, moderation, translating
from ifar.community.services import talk as services
from ifar.community.services.talk import Draft, Picture
from ifar.community.views import aimed, forms, presenters
from ifar.community.views.careful import Careful
from ifar.community.views.door import page
from ifar.files import documents, store
from ifar.files.store import Arrived
from ifar.files.uploads import Upload
from ifar.form_errors import tried
from ifar.rights import Actor
from ifar.typed import BIGINT, whole_number


def pictures_of(request: HttpRequest, form: ActForm) -> list[Picture]:
    """The files of a form, with what they show."""
    picture_words = form.cleaned_data["picture_words"]
    pictures = []
    for upload in request.FILES.getlist("pictures"):
        if isinstance(upload, Upload) and upload.size:
            content = Arrived(Path(upload.temporary_file_path()), upload.sha256, upload.size, upload.head)
            pictures.append(Picture(str(upload.name or ""), content, picture_words))
    return pictures


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Ask something, or begin a matter."""
    space = rooms.space_for(reader, public_id)
    kept = draft_of(actor, request.path) if request.method == "GET" else None
    form = forms.writing_form(inputs.OpenTopic, request, space, initial=_from_draft(kept))
    made = submitted(
        form,
        lambda given: services.open_topic(
            actor=actor,
            space=public_id,
            title=given.title,
            said=part_of(given, Draft),
            pictures=pictures_of(request, form),
        ),
    )
    if made:
        drafts.drop(actor=actor, path=request.path)
        return redirect("community:topic", made.public_id)
    result = aimed.of_form(reader, form, space)
    context = {"one": space, "form": form, "draft": bool(kept), "audience": result}
    return render(request, "community/new_topic.html", context, status=422 if form.errors else 200)


def _from_draft(kept: SavedDraft | None) -> dict[str, Any]:
    names = ("title", "text", "language", "tlp", "pap", "recipients")
    return {name: kept.data[name][0] for name in names if kept.data.get(name)} if kept else {}


@require_http_methods(["GET", "POST"])
@page
def one(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A topic with a page of its posts, and the form to answer."""
    topic = talk.topic_for(reader, public_id)
    assert reader is not None
    space = Space.objects.get(pk=topic.space_id)
    seat = reader.spaces[space.pk]
    writes = seat.writes and not topic.locked
    kept = draft_of(actor, request.path) if writes and request.method == "GET" else None
    form = forms.writing_form(inputs.WritePost, request, space, topic, _from_draft(kept)) if writes else None
    if form is not None:
        made = submitted(
            form,
            lambda given: services.write_post(
                actor=actor,
                topic=public_id,
                said=part_of(given, Draft),
                pictures=pictures_of(request, form),
            ),
        )
        if made:
            drafts.drop(actor=actor, path=request.path)
            if made.state == "held":
                messages.warning(request, _("Your post waits until a moderator has looked at it."))
            return redirect(_place(public_id, made.public_id))
    after = number_of(request.GET.get("after", ""))
    if at := request.GET.get("at", ""):
        post = talk.post_for(reader, identifiers.parse(at[:20], "S") or "")
        after = talk.place_of(reader, topic, post)
    posts, more = talk.posts_of(reader, topic, after=after)
    rows = presenters.post_rows(reader, topic, posts)
    watched = talk.watched(reader, [topic.public_id]).get(topic.public_id)
    services.note_read(actor=actor, reader=reader, topic=topic, posts=posts)
    context = {
        "one": topic,
        "solved": bool(talk.solved_of(reader, [topic])),
        "space": space,
        "mark": presenters.mark_of(topic),
        "rows": rows,
        "next": posts[-1].pk if more and posts else 0,
        "later": after > 0,
        "newest": posts[-1].pk if posts else after,
        "form": form,
        "audience": aimed.of_form(reader, form, space, topic) if form else None,
        "writes": writes,
        "moderates": seat.moderates,
        "mine": topic.author_id == reader.member,
        "watched": {None: "", False: "follow", True: "mute"}[watched],
        "language": labels.LANGUAGES.get(topic.language, ""),
    }
    return render(
        request, "community/topic.html", context, status=422 if form is not None and form.errors else 200
    )


def number_of(text: str) -> int:
    """A key out of an address or a form; 0 where it is none."""
    return whole_number(text, most=BIGINT, otherwise=0)


def _place(topic: str, post: str) -> str:
    return f"{reverse('community:topic', args=(topic,))}?at={post}#p-{post}"


@require_GET
@page
def changed(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """What came into a topic since an open page was made: 204 where nothing, asked cheaply; else the new posts."""
    topic = talk.topic_for(reader, public_id)
    assert reader is not None
    since = number_of(request.GET.get("since", ""))
    if talk.newest(reader, topic) <= since:
        return HttpResponse(status=204)
    posts, _more = talk.posts_of(reader, topic, after=since)
    context = {
        "one": topic,
        "rows": presenters.post_rows(reader, topic, posts),
        "newest": posts[-1].pk,
    }
    services.note_read(actor=actor, reader=reader, topic=topic, posts=posts)
    return render(request, "community/more.html", context)


_TOPIC_ACTS: Final[dict[str, tuple[Callable[[Actor, str], Any], Any]]] = {
    "follow": (
        lambda actor, topic: services.watch(actor=actor, topic=topic, how="follow"),
        lazy("You follow this topic."),
    ),
    "mute": (
        lambda actor, topic: services.watch(actor=actor, topic=topic, how="mute"),
        lazy("You hear nothing of this topic any more."),
    ),
    "unwatch": (
        lambda actor, topic: services.watch(actor=actor, topic=topic, how=""),
        lazy("You neither follow nor mute this topic."),
    ),
}


@require_POST
@page
def act(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, what: str) -> HttpResponse:
    """Follow, mute."""
    topic = talk.topic_for(reader, public_id)
    if what in _TOPIC_ACTS:
        do, value = _TOPIC_ACTS[what]
        tried(request, lambda: do(actor, topic.public_id), value)
    return redirect("community:topic", topic.public_id)


@require_POST
@page
def worked(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, *, worked: bool
) -> HttpResponse:
    """Say that a post worked, or take that back."""
    post = talk.post_for(reader, public_id)
    topic = Topic.objects.get(pk=post.topic_id)
    tried(
        request,
        lambda: services.say_it_worked(actor=actor, post=public_id, worked=worked),
        _("Thank you: others see that it worked.") if worked else _("Withdrawn."),
    )
    return redirect(_place(topic.public_id, public_id))


@require_http_methods(["GET", "POST"])
@page
def report(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Report a post to those who moderate: across the safety line from the topic, confirmed in one step, anything else from a page."""
    post = talk.post_for(reader, public_id)
    topic = Topic.objects.get(pk=post.topic_id)
    form = form_of(inputs.ReportThing, request)
    made = submitted(form, lambda given: moderation.report_post(actor=actor, post=public_id, **dict(given)))
    if made:
        messages.success(request, _("Reported. Those who moderate the space look at it."))
        return redirect("community:reported", made.public_id)
    _people, names_there = talk.people_in(reader, [post])
    context = {
        "one": post,
        "topic": topic,
        "mark": presenters.mark_of(post),
        "html": presenters.text_of(post, names_there),
        "form": form,
    }
    return render(request, "community/report_post.html", context, status=422 if form.errors else 200)


def _own(reader: Reader | None, public_id: str) -> Post:
    """A post that the reader wrote; another's answers as one that is not there."""
    post = talk.post_for(reader, public_id)
    if "author" not in part_in(reader, post):
        raise absent()
    return post


@require_http_methods(["GET", "POST"])
@page
def edit(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Change one's own post."""
    post = _own(reader, public_id)
    topic = Topic.objects.get(pk=post.topic_id)
    before = {"text": post.text, "language": post.language}
    form = form_of(inputs.EditPost, request, kind=Careful, initial=before)
    if submitted(form, lambda given: services.edit_post(actor=actor, post=public_id, **dict(given))):
        return redirect(_place(topic.public_id, public_id))
    context = {"one": post, "topic": topic, "form": form}
    return render(request, "community/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page
def mark(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Give one's own post another mark; the first post's is the topic's too."""
    post = _own(reader, public_id)
    topic = Topic.objects.get(pk=post.topic_id)
    names = " ".join(marking.names_of(post.recipients, post.organisations))
    initial = {"tlp": post.tlp, "pap": post.pap, "recipients": names}
    form = form_of(inputs.ChangeMark, request, kind=aimed.Aimed, initial=initial)
    assert isinstance(form, aimed.Aimed)
    form.around = around = topic if post.number > 1 else None
    if done(
        request,
        form,
        lambda given: marking.change_mark_of_post(actor=actor, post=post, topic=topic, **dict(given)),
        _("It bears another mark now."),
    ):
        return redirect(_place(topic.public_id, public_id))
    result = aimed.of_form(reader, form, Space.objects.get(pk=topic.space_id), around)
    context = {
        "one": post,
        "topic": topic,
        "form": form,
        "mark": presenters.mark_of(post),
        "audience": result,
    }
    return render(request, "community/mark_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page
def translate(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Put a post into another language, or better that."""
    post = talk.post_for(reader, public_id)
    assert reader is not None
    topic = Topic.objects.get(pk=post.topic_id)
    if not reader.spaces[post.space_id].writes:
        raise absent()
    wanted = request.GET.get("language", "") or (get_language() or "")[:2]
    language = wanted if wanted in labels.LANGUAGES and wanted != post.language else ""
    before = talk.translation_of(post, language)
    mine = before if before and translating.may_change(reader, post, before) else None
    initial = {"language": language, "text": mine.text if mine else ""}
    others = [(code, label) for code, label in labels.LANGUAGES.items() if code != post.language]
    form = form_of(inputs.TranslatePost, request, kind=Careful, initial=initial, among={"language": others})
    if done(
        request,
        form,
        lambda given: translating.translate(actor=actor, post=public_id, **dict(given)),
        _("Thank you: it is read in that language too."),
    ):
        return redirect(_place(topic.public_id, public_id))
    _people, names_there = talk.people_in(reader, [post])
    context = {
        "one": post,
        "topic": topic,
        "mark": presenters.mark_of(post),
        "html": presenters.text_of(post, names_there),
        "form": form,
        "mine": mine,
    }
    return render(request, "community/translate.html", context, status=422 if form.errors else 200)


@require_POST
@page
def withdraw_translation(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str
) -> HttpResponse:
    """Take a translation of a post away."""
    topic = Topic.objects.get(pk=talk.post_for(reader, public_id).topic_id)
    done(
        request,
        form_of(inputs.WithdrawTranslation, request),
        lambda given: translating.withdraw(actor=actor, post=public_id, **given.arguments()),
        _("The translation is taken away."),
    )
    return redirect(_place(topic.public_id, public_id))


@require_GET
@page
def translated(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, language: str
) -> HttpResponse:
    """A post in another language, with the original."""
    post = talk.post_for(reader, public_id)
    translation = talk.translation_of(post, language)
    if translation is None:
        raise absent()
    topic = Topic.objects.get(pk=post.topic_id)
    people, names_there = talk.people_in(reader, [post], others=[translation.by_id])
    context = {
        "one": post,
        "topic": topic,
        "mark": presenters.mark_of(post),
        "found": translation,
        "by": people.get(translation.by_id),
        "language": labels.LANGUAGES.get(language, language),
        "original": labels.LANGUAGES.get(post.language, post.language),
        "html": presenters.html_of(translation.text, names_there),
        "original_html": presenters.text_of(post, names_there),
        "earlier": bool(post.edited_at and translation.at < post.edited_at),
    }
    return render(request, "community/translated.html", context)


@require_GET
@page
def export(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A topic as a text that carries its marks."""
    text = exports.topic_as_text(actor=actor, topic=public_id)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{public_id}.md"'
    return response


@require_GET
@page
def picture(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> FileResponse:
    """A picture of a post, for whoever sees the post."""
    attachment = talk.attachment_for(reader, public_id)
    if attachment.pages:
        raise absent()
    response = FileResponse(store.found(attachment.file_id).open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


def _document(reader: Reader | None, public_id: str, number: int = 1) -> Attachment:
    """A document of a post that has such a page.

    Raises:
        NotFound: there is none for this reader.
    """
    attachment = talk.attachment_for(reader, public_id)
    if not 1 <= number <= attachment.pages:
        raise absent()
    return attachment


@require_GET
@page
def read(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, number: int = 1
) -> HttpResponse:
    """A page of a PDF of a post, as a picture; by the reader of the library."""
    attachment = _document(reader, public_id, number)
    post = Post.objects.select_related("topic").get(pk=attachment.post_id)
    context = {
        "one": post.topic,
        "title": attachment.name,
        "said": attachment.words,
        "crumbs": [
            (reverse("community:topic", args=(post.topic.public_id,)), post.topic.title),
        ],
        "back": _place(post.topic.public_id, post.public_id),
        "number": number,
        "pages": attachment.pages,
        "mark": presenters.mark_of(post),
        "keep": reverse("community:attached_document", args=(public_id,)),
        "picture": reverse("community:attached_picture", args=(public_id, number)),
        "before": reverse("community:attached_page", args=(public_id, number - 1)) if number > 1 else "",
        "after": reverse("community:attached_page", args=(public_id, number + 1))
        if number < attachment.pages
        else "",
    }
    return render(request, "community/read.html", context)


@require_GET
@page
def page_picture(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, number: int
) -> FileResponse:
    """The picture of one page of a document: seen by whoever sees its post."""
    path, media_type = documents.page_of(_document(reader, public_id, number).file_id, number)
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@page
def document(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> FileResponse:
    """The PDF as it was made anew, to keep: never shown by the browser in our name."""
    attachment = _document(reader, public_id)
    response = FileResponse(
        store.found(attachment.file_id).open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@page
def names(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Members and organisations that could be named in a space, as one types; in that which the form names by now, where it has the choice."""
    space = rooms.space_for(reader, request.GET.get("space", "")[:14] or public_id)
    typed = request.GET.get("q", "")[:60].strip()
    results = members.suggested(reader, space.pk, typed)
    offices = suggested_organisations(reader, space, typed)
    return render(request, "community/names.html", {"rows": results, "organisations": offices})
