"""The Community of Practitioners of the demonstration: vetted members, spaces, questions and answers in several languages.

Invented like everything else here, and on the right side of the safety line: it recognises arms, and helps nobody to make one.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from ifar.accounts.services.proposals import decide
from ifar.community import marks
from ifar.community.models import Member, Space
from ifar.community.services import members, profiles, rooms, ruling, talk
from ifar.community.services.talk import Draft, Picture
from ifar.files import store
from ifar.rights import Actor

MEMBERS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]]] = {
    "police": (("tracing", "parcels"), ("ar", "fr", "en"), "Investigator, arms unit"),
    "supervisor": (("intelligence",), ("fr", "en"), "Head of the arms unit"),
    "tracer": (("tracing", "marking"), ("fr", "en"), "Tracing desk"),
    "customs": (("customs", "parcels"), ("fr", "en", "ar"), "Parcel centre"),
    "customs-head": (("customs", "intelligence"), ("en", "sr"), "Risk analysis"),
    "forensics": (("ballistics", "conversion", "home_made"), ("ar", "en"), "Firearms section"),
    "judge": (("prosecution", "legislation"), ("fr",), "Investigating judge"),
    "clerk": (("licensing",), ("fr", "en"), "Registry"),
    "hub": (("training", "legislation"), ("en", "es"), "Programme officer"),
    "practitioner": (("online_markets", "tracing"), ("zh", "en"), "Liaison officer"),
}
"""Member -> what they know, the languages that they read, their post."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One contribution: who, in which language, what, under which mark; how many say that it worked."""

    by: str
    language: str
    text: str
    tlp: int = marks.GREEN
    helped: tuple[str, ...] = ()
    solves: bool = False
    picture: str = ""
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One topic: its space, title and contributions."""

    space: str
    title: str
    posts: Sequence[Contribution] = field(default_factory=tuple)


SPACES: Final = (
    ("announcements", "Announcements", "News of the secretariat.", "hub"),
    ("global", "Commons", "Questions and answers of all kinds.", "tracer"),
    ("thematic", "Marks and their restoration", "Reading, comparing and restoring marks.", "forensics"),
    ("thematic", "Parcels and post", "Parts and arms in small consignments: how they are found.", "customs"),
    (
        "thematic",
        "Converted and home-made arms: recognising them",
        "To recognise, describe and report; never how they are made.",
        "forensics",
    ),
    ("regional", "Coast and Lakes", "Members of the region.", "police"),
    ("working_group", "Working group on deactivation marks", "Comparing what States stamp.", "judge"),
)

TALKS: Final = (
    Talk("Announcements", "Welcome to the Community of Practitioners", (
        Contribution("hub", "en", "Welcome. Read the **code of conduct** first: keep every handling mark, name nobody, and nothing that helps to make an arm.\n\nAsk in the language that you write best; the language stands beside each post.", marks.CLEAR),
    )),
    Talk("Commons", "Whom do I ask about a pistol with a crowned “P” beside the barrel mark?", (
        Contribution("police", "en", "A 9×19 pistol from a car at a checkpoint. No maker's name. Beside the barrel mark there is a **crown over P**, then two digits that look like a year.\n\nWho would hold the maker's book? I want to ask the right desk the first time.", picture="crown"),
        Contribution("forensics", "en", "That looks like a proof mark, not a maker's. Look under the grip for a second, smaller one: it tells the house. The digits beside it are often the year of proof.", helped=("police", "tracer")),
        Contribution("tracer", "fr", "D'accord avec le laboratoire. Chez nous, la même marque venait d'une maison d'épreuve qui tient encore ses registres : adressez une demande formelle au point de contact de cet État, elle répond en trois semaines environ.", helped=("police", "supervisor", "customs"), solves=True),
        Contribution("police", "en", "The second mark was there. The request went out yesterday. Thank you both."),
    )),
    Talk("Commons", "كيف تُكتب أرقام عربية على وصل حجز حتى تُقرأ في الطلب الدولي؟", (
        Contribution("forensics", "ar", "لدينا سلاح عليه أرقام شرقية (٠١٢٣). كيف تكتبونها في طلب التعقب حتى لا تُقرأ خطأً في الدولة الأخرى؟"),
        Contribution("tracer", "fr", "On garde la marque telle qu'elle est lue, dans son écriture, et on ajoute la transcription à côté. L'autre bureau voit les deux ; la photo lève le doute.", helped=("forensics",), solves=True),
    )),
    Talk("Commons", "不同语言的序列号：如何避免混淆？", (
        Contribution("practitioner", "zh", "我们收到的查询里常把字母 O 和数字 0 混在一起。大家在登记枪支序列号时，怎样标注看不清的字符？"),
        Contribution("clerk", "en", "We write what was read, character by character, and mark an unread one as unread instead of guessing. Searching finds look-alikes by itself.", helped=("practitioner",), solves=True),
    )),
    Talk("Marks and their restoration", "Photographing a shallow mark: which light worked for you?", (
        Contribution("tracer", "en", "A mark that is nearly polished away. What light do you use before you try anything on the surface?"),
        Contribution("forensics", "en", "Low light from **one** side, then the same from the opposite side, camera fixed. Compare the two. Note the angle in the record, so that a court can repeat it.", helped=("tracer", "police", "customs-head"), solves=True, picture="light"),
        Contribution("judge", "fr", "Et conservez la série complète : c'est la comparaison qui convainc, pas la meilleure image."),
    )),
    Talk("Parcels and post", "What made you open it? Signs on declarations", (
        Contribution("customs", "en", "Let us collect what made us look twice – declared as *bicycle parts*, weight that does not fit, sender that appears with five names. No examples that a sender could learn from in public, please.", marks.AMBER),
        Contribution("customs-head", "en", "Same address of return, different shops, within ten days. We look by address now, not by name.", marks.AMBER),
    )),
    Talk("Parcels and post", "Formulaire commun pour signaler un colis à l'État de destination", (
        Contribution("customs", "fr", "Qui a un formulaire court qui a déjà servi ? Le nôtre fait trois pages et personne ne le remplit."),
        Contribution("police", "fr", "Une page suffit : quoi, où, quand, vers qui, photo, contact. Le reste part avec la demande formelle.", helped=("customs", "customs-head")),
    )),
    Talk("Converted and home-made arms: recognising them", "Distinguishing a converted alarm pistol from a factory one in the field", (
        Contribution("police", "en", "At a roadside check, without a laboratory: what do your officers look at first?"),
        Contribution("forensics", "en", "Marks that belong to a blank-firing model, surfaces that were worked on after finishing, and parts whose finish differs. Do not take it apart; photograph and send it in.", helped=("police", "supervisor"), solves=True),
    )),
    Talk("Coast and Lakes", "Joint exercise in spring: dates", (
        Contribution("supervisor", "fr", "Deux dates proposées : la deuxième ou la troisième semaine d'avril. Qui serait là ?", marks.STRICT),
    )),
    Talk("Working group on deactivation marks", "Table of marks seen so far", (
        Contribution("judge", "fr", "| État | Marque | Depuis |\n|---|---|---|\n| Kestrie | roue dentée | 2016 |\n\nComplétez, s'il vous plaît."),
        Contribution("clerk", "en", "In our register 214 items bear it; the oldest from 2016."),
    )),
)  # fmt: skip


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Found the community, where there is none yet."""
    if Member.objects.exists():
        return
    for name, (expertise, languages, post) in MEMBERS.items():
        _admit(officers, name, expertise, languages, post)
    waiting = members.nominate(
        actor=officers["focal"], user=officers["commander"].id, expertise=["stockpiles"], languages=["fr"]
    )
    members.accept_code(actor=officers["commander"])
    members.check(
        actor=officers["secretary"],
        member_id=waiting.public_id,
        identity="video_call",
        employer="official_letter",
    )
    members.propose(
        actor=officers["secretary"],
        member=waiting.public_id,
        kind="admitted",
        reason="keeps the depot's books",
    )
    members.nominate(
        actor=officers["focal"], user=officers["court"].id, expertise=["prosecution"], languages=["ar"]
    )
    keys = {name: Member.objects.get(user=officers[name].id).public_id for name in MEMBERS}
    spaces = {
        name: rooms.open_space(
            actor=officers["secretary"],
            kind=kind,
            name=name,
            description=words,
            countries=["XX"] if kind == "regional" else (),
            moderator=keys[moderator],
        )
        for kind, name, words, moderator in SPACES
    }
    for name in ("forensics", "clerk"):
        rooms.invite(
            actor=officers["judge"],
            space=spaces["Working group on deactivation marks"].public_id,
            member=keys[name],
        )
    for item in TALKS:
        _talk(officers, spaces[item.space], item)
    _case_room(officers, keys)


def _admit(
    officers: Mapping[str, Actor], name: str, expertise: Sequence[str], languages: Sequence[str], post: str
) -> None:
    made = members.nominate(
        actor=officers["focal"], user=officers[name].id, expertise=expertise, languages=languages
    )
    members.accept_code(actor=officers[name])
    members.check(
        actor=officers["secretary"],
        member_id=made.public_id,
        identity="official_card",
        employer="official_mail",
    )
    asked = members.propose(
        actor=officers["secretary"],
        member=made.public_id,
        kind="admitted",
        reason="a practitioner of the field",
    )
    decide(actor=officers["secretary-two"], proposal=asked.public_id, verdict="approve")
    circles = {
        "name": "members",
        "post": "members",
        "organisation": "members",
        "country": "members",
        "expertise": "members",
        "languages": "members",
    }
    profiles.set_profile(
        actor=officers[name],
        fields={"name": officers[name].name, "post": post},
        circles=circles,
        digest="weekly",
    )


def _talk(officers: Mapping[str, Actor], space: Space, item: Talk) -> None:
    first, *rest = item.posts
    opened = talk.open_topic(
        actor=officers[first.by],
        space=space.public_id,
        title=item.title,
        said=_written(first),
        pictures=_pictures(first),
    )
    for value in rest:
        post = talk.write_post(
            actor=officers[value.by], topic=opened.public_id, said=_written(value), pictures=_pictures(value)
        )
        for name in value.helped:
            talk.say_it_worked(actor=officers[name], post=post.public_id)
        if value.solves:
            ruling.mark_solution(actor=officers[first.by], ruling_id=post.public_id)


def _case_room(officers: Mapping[str, Actor], keys: Mapping[str, str]) -> None:
    """A closed room of a case, which is destroyed at its end."""
    room = rooms.open_space(
        actor=officers["supervisor"],
        kind="case_room",
        name="Case of the blue container",
        description="Three desks on one consignment. Ends with the proceedings.",
        ends_on=timezone.now().date() + dt.timedelta(days=60),
        at_end="destroy",
    )
    for name in ("customs", "tracer"):
        rooms.invite(actor=officers["supervisor"], space=room.public_id, member=keys[name])
    text = "Who asks the State of loading? Let us not ask twice."
    opened = talk.open_topic(
        actor=officers["supervisor"], space=room.public_id, title="Who asks whom", said=Draft(text, "en")
    )
    talk.write_post(
        actor=officers["tracer"],
        topic=opened.public_id,
        said=Draft(
            "I do, under the Protocol. The request goes out tomorrow.",
            "en",
            marks.RED,
            recipients=[keys["supervisor"]],
        ),
    )


def _written(value: Contribution) -> Draft:
    return Draft(value.text, value.language, value.tlp)


def _pictures(value: Contribution) -> list[Picture]:
    """A drawing, so that no photograph of anything real is shown."""
    if not value.picture:
        return []
    drawn = Image.new("RGB", (640, 400), "#d7dce2")
    pen = ImageDraw.Draw(drawn)
    pen.rounded_rectangle((60, 120, 580, 280), 24, fill="#8d97a3")
    if value.picture == "crown":
        pen.polygon(
            [(280, 190), (290, 160), (305, 182), (320, 152), (335, 182), (350, 160), (360, 190)],
            fill="#2e3640",
        )
        pen.text((308, 196), "P", fill="#2e3640", font_size=48)
        pen.text((400, 196), "74", fill="#2e3640", font_size=40)
        words = "A drawing of the mark: a crown above the letter P, and the digits 74 beside it"
    else:
        for step in range(8):
            pen.line((100 + step * 8, 150, 520, 150 + step * 16), fill="#cfd6de", width=2)
        pen.text((240, 180), "A 1 7 ? 3", fill="#5c6672", font_size=44)
        words = "A drawing of a shallow mark under light from one side; one character cannot be read"
    content = io.BytesIO()
    drawn.save(content, "PNG")
    return [
        Picture(
            f"{value.picture}.png", store.receive([content.getvalue()], settings.IFAR_UPLOAD_LIMIT), words
        )
    ]
