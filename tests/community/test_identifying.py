"""Details by which somebody, a find or an arm can be known: refused in tracing help, warned of elsewhere, measured on 200 sentences."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ifar.community.identifying import KINDS, Tables, signs
from ifar.community.knowledge.services import enquiries
from ifar.community.models import Attachment, Enquiry, Post, Space, Topic
from ifar.community.selectors.details import signs_in
from ifar.community.services import talk, translating
from ifar.community.services.talk import Picture
from ifar.errors import Invalid
from ifar.registry.identification import SeenMark, Sighting
from tests import cast
from tests.community.making import a_picture, a_topic, said
from tests.conftest import sign_in

SENTENCES = list(csv.DictReader((Path(__file__).parent / "identifying.csv").open(encoding="utf-8")))
RECALL, FALSE_ALARMS = 0.95, 0.05
"""What is promised where a question is refused, and what docs/community.md says of the harmless ones."""


@pytest.mark.django_db
def test_w20_the_detector_on_two_hundred_sentences_in_six_languages() -> None:
    """With the register's own tables, as a question is judged."""
    assert len(SENTENCES) == 200
    assert {sentence["language"] for sentence in SENTENCES} == {"en", "ar", "fr", "es", "ru", "zh"}
    holds = [sentence for sentence in SENTENCES if sentence["says"] == "identifying"]
    harmless = [sentence for sentence in SENTENCES if sentence["says"] == "harmless"]
    missed = [row["text"] for row in holds if not signs_in(row["text"])]
    false = [(row["text"], signs_in(row["text"])) for row in harmless if signs_in(row["text"])]
    assert len(missed) <= (1 - RECALL) * len(holds), missed
    assert len(false) <= FALSE_ALARMS * len(harmless), false
    for language in ("en", "ar", "fr", "es", "ru", "zh"):
        rows = [each for each in holds if each["language"] == language]
        assert sum(bool(signs_in(each["text"])) for each in rows) >= 0.9 * len(rows), language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We asked the proof house and it answered in three weeks.", ()),
        ("A 9x19 mm pistol with a crown over P and the digits 74.", ()),
        ("Which Maker Used This Crown Over Two Letters?", ()),
        ("Write to someone@example.org", ("email",)),
        ("Call +41 22 555 01 23 in the morning", ("phone",)),
        ("The owner was born abroad", ("born",)),
        ("Mr Smith handed it in", ("person",)),
        ("The seller called himself Piotr Nowak", ("person",)),
        ("Passport no. X 123", ("document",)),
        ("see dossier 2026/0412", ("case",)),
        ("Case no. 17/2026", ("case",)),
        ("on 12.03.2026 at the border", ("day",)),
        ("Recovered on June third", ("day",)),
        ("stamped AB123456 on the slide", ("serial",)),
        ("stamped A B 1 2 3 4 5 6 on the slide", ("serial",)),
        ("the number is one two three four five", ("serial",)),
        ("الرقم ٥٥٢٣١٠", ("serial",)),
        ("ａｂ１２３４５６", ("serial",)),
        ("picked up near Kotor", ("place",)),
        ("in a van with plate 34 KRT 772", ("plate",)),
        ("as in @SWD40THB6NZWAA and https://example.org/marking/", ()),
        ("found in Marche-sur-Oued on 3 June, number AB 123456", ("day", "place", "serial")),
    ],
)
def test_w20_each_kind_of_detail(text: str, found: tuple[str, ...]) -> None:
    assert signs(text) == found
    assert set(found) <= {*KINDS}


def test_w20_a_place_of_the_gazetteer_is_one_without_any_other_word() -> None:
    tables = Tables(frozenset({"Eastern March", "التخوم الشرقية"}), frozenset({"zastava"}))
    assert signs("Eastern March has many of them", tables) == ("place",)
    assert signs("منها كثير في التخوم الشرقية", tables) == ("place",)
    assert signs("The march of eastern troops", tables) == ()
    assert signs("It may be a Zastava Kragujevac frame", tables) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Seen in marche-sur-oued by a patrol.", "MARCHE-SUR-OUED has many of them", "Marche  sur  Oued has many", "Marche\nsur Oued has many",
        "Marche\u2011sur\u2011Oued has many", "It was seen in darvaz.", "See https://police.example/marche-sur-oued for it.",
        "See https://police.example/Marche%20sur%20Oued for it.",
    ],
)  # fmt: skip
def test_w20_a_place_is_one_however_its_words_are_joined_and_in_small_letters(text: str) -> None:
    assert "place" in signs(text, Tables(frozenset({"Marche-sur-Oued", "Darvaz"})))


def test_w20_ordinary_words_in_small_letters_are_no_place() -> None:
    tables = Tables(frozenset({"North West", "Split", "Bar", "Lakes", "Marche-sur-Oued"}))
    for text in (
        "A frame in split condition",
        "north west of it",
        "the marks in lakes of oil",
        "a march on oued",
    ):
        assert signs(text, tables) == (), text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://police.example/f/AB123456/2026-06-03", ("day", "serial")),
        ("https://police.example/?number=AB%20123456", ("serial",)),
        ("https://example.org/123456/", ("serial",)),
        ("https://example.org/firearms-protocol/article-8/", ()),
        ("https://example.org/wiki/Browning_Hi-Power", ()),
    ],
)
def test_w20_an_address_of_a_page_is_read_too(address: str, found: tuple[str, ...]) -> None:
    assert signs(f"See {address} for it.") == found


LATER = list(csv.DictReader((Path(__file__).parent / "identifying_later.csv").open(encoding="utf-8")))


@pytest.mark.django_db
def test_w20_the_detector_on_the_sentences_written_after_it() -> None:
    """What it missed of them when they were new is mended, and docs/community.md says how many that were."""
    assert len(LATER) == 376
    wrong = [row["text"] for row in LATER if bool(signs_in(row["text"])) != (row["says"] == "identifying")]
    assert wrong == []


SMALL = list(csv.DictReader((Path(__file__).parent / "identifying_small.csv").open(encoding="utf-8")))


@pytest.mark.django_db
def test_w20_sentences_without_one_capital_and_places_in_no_gazetteer() -> None:
    """As people type on a telephone; what it missed of them when they were new is mended, and docs/community.md says how many that were."""
    assert len(SMALL) == 156
    wrong = [row["text"] for row in SMALL if bool(signs_in(row["text"])) != (row["says"] != "harmless")]
    wrong += [row["text"] for row in SMALL if row["says"] == "place" and "place" not in signs_in(row["text"])]
    assert wrong == []


@pytest.mark.django_db
def test_w20_what_is_told_is_told_in_small_letters_too() -> None:
    """A third of the other sets, which were written with capitals."""
    every = [*SENTENCES, *LATER][::3]
    holds = [row["text"].lower() for row in every if row["says"] == "identifying"]
    harmless = [row["text"].lower() for row in every if row["says"] == "harmless"]
    missed = [text for text in holds if not signs_in(text)]
    false = [text for text in harmless if signs_in(text)]
    assert len(missed) <= 0.07 * len(holds), missed
    assert len(false) <= 0.01 * len(harmless), false


@pytest.mark.parametrize(
    "text",
    [
        "made in liège before the war", "The proof mark is that of the Liège proof house.", "Fabriqué à Liège", "banc d'épreuve de Liège",
        "a copy made by kralinov in a small shop", "manufactured by valtro", "une copie de manufrance", "a clone by girsan", "looked at in situ", "Est-ce un poinçon ?", "it is in steel and from memory of turkish make", "cómo marcarla antes de devolverla",
    ],
)  # fmt: skip
def test_w20_where_an_arm_was_made_and_ordinary_words_are_no_place(text: str) -> None:
    assert signs(text, Tables(frozenset({"Liège", "Est"}))) == ()


FIRST_NAMES = {"en": "Karim", "fr": "Amadou", "es": "Rosario", "ru": "Тимур", "ar": "كريم", "zh": "卡里姆"}
INTRODUCED = {
    "en": ("A man called {}", "It was sold by a woman named {} to us.", "We had it of a certain {}.", "The seller, {}, told us so.", "His name is {}."),
    "fr": ("Un homme nommé {}", "Une personne qui s'appelle {} l'a cédé.", "Il vient d'un certain {}.", "Le vendeur {} l'a dit."),
    "es": ("Un hombre llamado {}", "La trajo una mujer que se llama {}.", "Es de un tal {}.", "El vendedor {} lo dijo."),
    "ru": ("Мужчина по имени {}", "Его принёс некий {}.", "Продавец {} так сказал."),
    "ar": ("رجل اسمه {}", "جاء به رجل يدعى {}."),
    "zh": ("一名男子叫{}", "他名叫{}。"),
}  # fmt: skip


def test_w20_a_first_name_alone_is_a_name_where_it_is_introduced() -> None:
    for language, texts in INTRODUCED.items():
        for text in texts:
            assert "person" in signs(text.format(FIRST_NAMES[language])), text


@pytest.mark.parametrize(
    "text",
    [
        "A pistol called Makarov", "The model named Tokarev has the same mark.", "Un modèle appelé Ruby, fabriqué à Eibar", "Una pistola llamada Astra",
        "Пистолет Макарова, клеймо завода", "这种型号叫黑星", "It was made in Kragujevac.", "The proof house in Gardone uses it.",
        "Fabriqué à Saint-Étienne avant la guerre", "Сделан в Ижевске", "It is written in Cyrillic.", "上海兵工厂制造", "这种枪在城市里常见", "We asked Interpol about it.",
    ],
)  # fmt: skip
def test_w20_what_an_arm_is_called_and_where_it_was_made_describes_it(text: str) -> None:
    assert signs(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "It comes from Xabara.", "Somebody near Xabara has another one.", "Il vient de Xabara.", "On en voit près de Xabara.", "Viene de Xabara.",
        "Hay otras cerca de Xabara.", "Её видели в Ксабаре.", "Такие есть под Ксабарой.", "重庆男子持有的枪", "北京查获的枪", "绵阳市发现的", "昆明火车站的枪",
    ],
)  # fmt: skip
def test_w20_a_place_in_no_gazetteer_is_one_where_something_is_said_to_be(text: str) -> None:
    assert signs(text) == ("place",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Novi Most, numéro 77 81 23", ("serial", "name")),
        ("L'arme de Novi Most, numéro 77 81 23", ("serial", "name")),
        ("Vue à Novi Most, numéro 77 81 23", ("place", "serial")),
        ("Karim had it on 3 June, number AB 123456.", ("day", "serial", "name")),
        ("On 3 June it was with Karim.", ("day", "name")),
        ("Number AB 123456 of Karim", ("serial", "name")),
        ("Le 3 juin chez Amadou", ("day", "place")),
        ("3 июня она была у Тимура.", ("day", "name")),
        ("It bears AB 123456 beside a Beretta mark.", ("serial",)),
        ("Found on 3 June, and stamped Made in Germany.", ("day",)),
    ],
)
def test_w20_a_name_beside_a_day_or_a_number_is_told_and_not_called_what_it_may_not_be(
    text: str, found: tuple[str, ...]
) -> None:
    tables = Tables(known=frozenset({"beretta", "germany"}))
    assert signs(text, tables) == found


SEEN = Sighting(
    type="pistol", serial="AB 123456", marks=(SeenMark("PN", "proof", "barrel", frozenset({"crown"})),)
)


def asked(
    space: Space, title: str, text: str, seen: Sighting = SEEN, pictures: tuple[Picture, ...] = ()
) -> Topic:
    return enquiries.ask(
        actor=cast.actor("dave"),
        space=space.public_id,
        title=title,
        said=said(text),
        seen=seen,
        pictures=pictures,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("community")
def test_w20_a_question_of_tracing_help_holds_no_detail_whichever_way_it_comes(commons: Space) -> None:
    title, text = "Which maker used it?", "A crown beside the barrel mark."
    detail = "It was found in Marche-sur-Oued on 3 June, number AB 123456."
    for item in (
        lambda: asked(commons, detail, text),
        lambda: asked(commons, title, detail),
        lambda: asked(commons, title, text, pictures=(a_picture(words="Found on 14/05/2026"),)),
        lambda: asked(commons, title, text, seen=Sighting(type="pistol", marks=(SeenMark("Mr Haddad"),))),
    ):
        with pytest.raises(Invalid) as refused:
            item()
        assert refused.value.code.startswith("community.enquiry.personal.")
    assert not Enquiry.objects.exists()
    topic = asked(commons, title, text, pictures=(a_picture("Marche-sur-Oued 2026-06-03.jpg"),))
    assert Attachment.objects.get(post__topic=topic).name == "1.jpg"
    first = Post.objects.get(topic=topic)
    for again in (
        lambda: talk.edit_post(actor=cast.actor("dave"), post=first.public_id, text=detail, language="en"),
        lambda: translating.translate(
            actor=cast.actor("erin"),
            post=first.public_id,
            language="fr",
            text="Trouvé à Marche-sur-Oued le 3 juin.",
        ),
    ):
        with pytest.raises(Invalid) as refused:
            again()
        assert refused.value.code == "community.enquiry.personal.day"
    talk.write_post(
        actor=cast.actor("erin"), topic=topic.public_id, said=said("Ask desk 4 of the works by 3 June.")
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("community")
def test_w20_who_asked_tells_no_detail_later_in_the_thread_either(commons: Space) -> None:
    topic = asked(commons, "Which maker used it?", "A crown beside the barrel mark.")
    dave, detail = cast.actor("dave"), "It was found in Marche-sur-Oued on 3 June, number AB 123456."
    later = talk.write_post(
        actor=dave,
        topic=topic.public_id,
        said=said("Thank you, and here is another view."),
        pictures=(a_picture("Marche-sur-Oued 2026-06-03.jpg"),),
    )
    assert Attachment.objects.get(post=later).name == "1.jpg"
    for again in (
        lambda: talk.write_post(actor=dave, topic=topic.public_id, said=said(detail)),
        lambda: talk.write_post(
            actor=dave,
            topic=topic.public_id,
            said=said("Another view."),
            pictures=(a_picture(words="Found on 14/05/2026"),),
        ),
        lambda: talk.edit_post(actor=dave, post=later.public_id, text=detail, language="en"),
        lambda: translating.translate(
            actor=cast.actor("erin"), post=later.public_id, language="fr", text="Trouvé le 3 juin."
        ),
    ):
        with pytest.raises(Invalid) as refused:
            again()
        assert refused.value.code == "community.enquiry.personal.day"
    assert Post.objects.filter(topic=topic).count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("community")
def test_w20_a_post_with_details_is_warned_of_once_and_taken_then(commons: Space) -> None:
    page, address = sign_in("dave"), f"/community/spaces/{commons.public_id}/new/"
    form = {"title": "Which maker?", "text": "Found on 3 June.", "language": "en", "tlp": "1", "pap": "1"}
    first = page.post(address, form)
    assert first.status_code == 422
    assert "A day" in first.content.decode()
    warned = re.findall(r'name="warned" value="([^"]*)"', first.content.decode())
    assert warned == ["day"]
    more = page.post(address, form | {"text": "Found on 3 June, number AB 123456.", "warned": "day"})
    assert more.status_code == 422  # another kind of detail is warned of too
    assert page.post(address, form | {"warned": "day"}).status_code == 302
    topic = a_topic("dave", commons)
    post = Post.objects.get(topic=topic)
    edit = f"/community/posts/{post.public_id}/edit/"
    assert page.post(edit, {"text": "Number AB 123456.", "language": "en"}).status_code == 422
    assert (
        page.post(edit, {"text": "Number AB 123456.", "language": "en", "warned": "serial"}).status_code
        == 302
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("community")
def test_w20_a_practice_is_warned_of_to_its_author_and_to_who_checks_it(commons: Space) -> None:
    long = "Two officers read each mark apart, and compare then."
    form = {
        "title": "Reading by two", "language": "en", "space": commons.public_id, "tlp": "1", "pap": "1", "problem": long, "done": long,
        "result": long, "context": "Mr Haddad brought number AB 123456 to the post of Novi Most on 3 June.",
    }  # fmt: skip
    page = sign_in("heidi")
    first = page.post("/community/practices/new/", form)
    assert first.status_code == 422
    text = "name, day, serial number"
    warned = re.findall(r'name="warned" value="([^"]*)"', first.content.decode())[0]
    assert {"person", "day", "serial"} <= {*warned.split()}, text
    made = page.post("/community/practices/new/", form | {"warned": warned})
    assert made.status_code == 302
    check = sign_in("dave").get(made["Location"]).content.decode()
    for line in ("A person’s name", "A day", "A serial number"):
        assert line in check
