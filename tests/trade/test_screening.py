"""Whom of a list somebody might be: every way in which people write one name is found, and ten thousand other people are left alone."""

from __future__ import annotations

import csv
import functools
import random
import time
from pathlib import Path

import pytest

from ifar.trade.screening.matching import STRONG, Index, ScreenedName
from tests.trade.people import entry, listed, ordinary
from tests.trade.planted import PLANTED

LISTED = listed(1000)


@functools.cache
def of_the_list():
    return Index(LISTED)


def hits(index, *names, **said):
    return index.hits(ScreenedName(names, **said))


def is_alike(asked, name, kind="person", **said):
    return bool(hits(Index([entry("1", name, kind=kind)]), asked, **said))


def _slip(word, chance):
    at, letter = chance.randrange(1, len(word) - 1), chance.choice("abdeklmnorstu")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + letter + word[at:],
        ]
    )


def _typo(first, second, family, chance):
    parts = [first, second, family]
    at = max(range(3), key=lambda number: len(parts[number]))
    parts[at] = _slip(parts[at], chance)
    return " ".join(parts)


SPELT = (("sh", "ch"), ("ou", "u"), ("y", "i"), ("k", "c"), ("v", "w"), ("Y", "J"), ("ee", "i"), ("kh", "h"), ("q", "k"), ("z", "s"), ("ei", "ey"), ("ss", "s"), ("mm", "m"))  # fmt: skip


def _spelt(name):
    """The same name as somebody of another language writes it, in two places."""
    number = 0
    for text, other in SPELT:
        if text in name and number < 2:
            name, number = name.replace(text, other, 1), number + 1
    return name


VARIANTS = {
    "as it is": lambda f, s, n, _c: f"{f} {s} {n}",
    "capitals": lambda f, s, n, _c: f"{n.upper()}, {f} {s}",
    "another order": lambda f, s, n, _c: f"{n} {f} {s}",
    "no middle name": lambda f, _s, n, _c: f"{f} {n}",
    "initial": lambda f, s, n, _c: f"{f} {s[0]}. {n}",
    "initials": lambda f, s, n, _c: f"{f[0]}.{s[0]}. {n}",
    "hyphen": lambda f, s, n, _c: f"{f}-{s} {n}",
    "one word": lambda f, s, n, _c: f"{f}{s.lower()} {n}",
    "particle": lambda f, s, n, _c: f"{f} {s} {n.removeprefix('Al-') if n.startswith('Al-') else 'de ' + n}",
    "title": lambda f, s, n, _c: f"Dr. {f} {s} {n}",
    "spelling": lambda f, s, n, _c: _spelt(f"{f} {s} {n}"),
    "one error": _typo,
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_a_name_is_found_however_it_is_written(kind):
    chance = random.Random(kind)
    asked = LISTED[::3]
    missed = []
    for row in asked:
        name = row["names"][0]["name"]
        parts = name.split()
        written = VARIANTS[kind](parts[0], parts[1], " ".join(parts[2:]), chance)
        if all(hit.entry["ref"] != row["ref"] for hit in hits(of_the_list(), written)):
            missed.append((name, written))
    assert len(missed) <= len(asked) * 0.05, missed


def test_sixty_planted_names_are_found_and_other_people_are_not():
    """Other alphabets, orders, initials, missing parts and errors at once: at least 57 of 60, and 19 of the first 20."""
    index = Index([entry(str(number), name) for number, (name, _asked) in enumerate(PLANTED)])
    missed = [
        number
        for number, (_name, asked) in enumerate(PLANTED)
        if all(hit.entry["ref"] != str(number) for hit in hits(index, asked))
    ]
    assert len(missed) <= 3, [PLANTED[number] for number in missed]
    assert sum(number < 20 for number in missed) <= 1
    strange = [name for name in ordinary(10_000, seed=7) if hits(index, name)]
    assert len(strange) <= 10, strange


def test_ten_thousand_other_people_are_left_alone_and_asked_in_seconds():
    names = ordinary(10_000)
    began = time.process_time()
    index = of_the_list()
    rows = [(name, hit.name) for name in names for hit in hits(index, name)[:1]]
    assert len(rows) <= 10, rows
    assert time.process_time() - began < 5


ORIGINALS = (
    ("Анатолий Островский", "Anatoly Ostrovsky"),
    ("Юрий Щербаков", "Yuri Shcherbakov"),
    ("Пётр Чернышёв", "Pyotr Chernyshev"),
    ("Дмитрий Яковлев", "Dmitry Iakovlev"),
    ("Євген Юрченко", "Yevhen Yurchenko"),
    ("يوسف الحداد", "Yusuf al-Haddad"),
    ("محمد عبد الرحمن البرغوثي", "Mohammed Abdulrahman Barghouti"),
    ("عمر محمود السوداني", "Omar Mahmoud al-Sudani"),
    ("جلال الدين حقاني", "Jalaluddin Haqqani"),
    ("نور الدين الكعبي", "Noureddine al-Kaabi"),
    ("Γεώργιος Παπαδόπουλος", "Georgios Papadopoulos"),
    ("გიორგი ჯავახიშვილი", "Giorgi Javakhishvili"),
    ("منير المتصدق", "Mounir el Motassadeq"),
    ("جمال لونيسي", "Djamel Lounici"),
    ("حسن علاني", "Hacene Allane"),
    ("عبد المالك دروكدال", "Abdelmalek Droukdel"),
    ("عتیق الله ولی محمد", "Atiqullah Wali Mohammad"),
    ("مكــي مصطفــى حمـودة", "Maki Mustafa Hamudat"),
    ("عطا عبد العزيز رشيد", "Ata Abdoulaziz Rashid"),
    ("شمس الدین", "Shamsuddin"),
)


@pytest.mark.parametrize(("original", "latin"), ORIGINALS)
def test_a_name_is_found_in_its_own_script_and_in_ours(original, latin):
    assert is_alike(original, latin)
    assert is_alike(latin, original)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Muhammad Husayn Samarrai", "Mohamed Hussein Samarai"),
        ("Abdul Rahman al Azzawi", "Abdelrahman Azzawi"),
        ("Hidayat Allah", "Hidayatullah"),
        ("Juergen Mueller", "Jürgen Müller"),
        ("Sean O'Gallagher", "OGALLAGHER, Sean"),
        ("Kim Jong Sup", "KIM Jong-sup"),
        ("Francois Delacroix", "François Delacroix"),
        ("Jose Antonio Loera", "José Antonio Loera Quintero"),
        ("Aleksandr Prokhoroff", "Alexander Prokhorov"),
        ("Viktor Ostrevsky", "Viktor Anatolyevich Ostrevsky"),
        ("Ostrevsky Viktor Anatolyevich", "Viktor Ostrevsky"),
        ("von Pemberton, Ernst", "Ernst Pemberton"),
        ("Ernst Vanderpemberton", "Ernst van der Pemberton"),
        ("Abd al Karim Nuraldin Samarrai", "Abdalkarim Nur-al-Din Samarrai"),
        ("Pak Chul Kyu", "Park Chol-gyu"),
        ("Ou Yang Guang Rui", "Ouyang Guangrui"),
        ("Hsieh Ching-shan", "Xie Qingshan"),
        ("Kevork Hagopjanian", "Gevorg Hakobjanyan"),
        ("Ghulam Reza Saifullahizada", "Gholamreza Seyfollahi-Zadeh"),
        ("Svetozar Andjelkovcan", "Svetozar Andelkovican"),
        ("Faysal Bughanimi", "Fayçal Boughanemi"),
        ("Rudi Slaiwah", "Roodi Slewa"),
        ("Anwar al-Awlaki", "Anwar Nasser Abdulla al-Aulaqi"),
        ("Maria Zubizarreta", "Maria del Carmen Zubizarreta Olmedilla"),
        ("Ziaurrahman Madani", "Zia-ur-Rahman Madani"),
        ("Ted Blackwood-Mensimah", "Theodore Kwabena Blackwood-Mensimah"),
        ("Mahamat Saleh Abdoulaye Samarraiyet", "Mohammed Salih Abdullah Samarrayet"),
        ("Suryadi Kusumowirejo", "Soerjadi Koesoemowiredjo"),
        ("Haralambos Pandopulos", "Charalampos Pantopoulos"),
        ("Abdirahman Warsame Guled", "Cabdiraxmaan Warsame Guuleed"),
        ("Don Lakshman Wickramapemberton", "Don Lakshman Wickramapembertonarachchi"),
    ],
)
def test_spellings_of_one_name(asked, name):
    assert is_alike(asked, name)
    assert is_alike(name, asked)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Hassan Ali Samarrai", "Hussein Ali Samarrai"),
        ("Mahmoud Samarrai", "Mohammed Samarrai"),
        ("Ivana Petrova", "Ivan Petrov"),
        ("Mario Quintero", "Maria Quintero"),
        ("Viktor Anatolyevich", "Viktor Anatolyevich Ostrevsky"),
        ("Mohammed Ali", "Mohammed Ali Hassan Samarrai"),
        ("Ali Hassan", "Mohammed Ali Hassan"),
        ("John Smith", "John Blackwood"),
        ("Ostrevsky", "Viktor Ostrevsky"),
        ("Sophie Moreau", "سيفي عماري"),
    ],
)
def test_other_people(asked, name):
    assert not is_alike(asked, name)
    assert not is_alike(name, asked)


@pytest.mark.parametrize(
    ("asked", "name", "expected"),
    [
        ("Nordvast Handels AB", "NORDVAST HANDELS", True),
        (
            "Nordvast Quemado del Tama Inversiones, S.A.",
            "Inversiones Nordvast Quemado del Tamá S.A. de C.V.",
            True,
        ),
        ("Nordvast Maritime Industry and Trade Inc", "Nordvast Denizcilik Sanayi ve Ticaret A.Ş.", True),
        ("Nord Vast Hao Tong Marine Supplies", "Nordvast Haotong Marine Supply Co., Ltd.", True),
        ("Nordvast Machinery LLC", "Pangaribuan Nordvast Machinery Corp", False),
        ("OOO Nordvastmash", "Limited Liability Company Nordvastmash", True),
        ("Nordvast Maschinen Gesellschaft mit beschränkter Haftung", "Nordvast Maschinen GmbH", True),
        ("Chemical Industries Company Nordvast", "NORDVAST CHEMICAL INDUSTRIES COMPANY", True),
        ("Nordvast Bros. & Sons Shipping Co.", "NORDVAST BROTHERS AND SONS SHIPPING COMPANY", True),
        ("Nordvast & Quintero Comercializadora SA", "Nordvast y Quintero Comercializadora S.A.", True),
        ("NVH", "Nordvast Handels (NVH)", True),
        ("Tidewater Middle East Company", "Tidewater Middle East Co.", True),
        ("Meridian Weapons Trading LLC", "Meridian Weapons Trade", True),
        ("Volga-Ural Cartridge Works", "Volga Ural Cartridge Works OOO", True),
        ("Redpelican Petrolium", "Red Pelican Petroleum FZE", True),
        ("Vektor-Ural Precision Mechanics Plant JSC", "AO Zavod Tochnoy Mekhaniki Vektor-Ural", True),
        ("Marmaris Chemical Industry and Trade Inc", "Marmaris Kimya San. ve Tic. A.Ş.", True),
        ("NPP Dneprotekhnolit", "Naukovo-Vyrobnyche Pidpryiemstvo Dniprotekhnolit", True),
        ("Ansar al-Fajr Battalion", "Katibat Ansar al-Fajr", True),
        ("Ansar al-Fajr Brigade", "Katibat Ansar al-Fajr", False),
        ("Vektor-Ural Bank", "AO Zavod Tochnoy Mekhaniki Vektor-Ural", False),
        ("Ararat Kavkas Transholding", "Kavkaz-Ararat Trans Holding", True),
        ("大连金河祥瑞国际物流", "Dalian Jinhe Xiangrui International Logistics Co., Ltd.", True),
        ("شركة نوردفاست للتجارة", "Nordfast Trading Company", True),
        ("Rayan Al-Sahara Exchange House", "Al Rayyan Sahara Money Exchange", True),
        ("Guangdong Bohai Petroleum Services Co Ltd", "Guangdong Bohai Packaging Co Ltd", False),
        ("Atlas Bank", "Atlas Trading Ltd", False),
        ("Nordic Systems Ltd", "Nordic Ltd", False),
        ("Northwest Trading", "Northeast Trading", False),
        ("Western Defence", "Western Education", False),
        ("International Trading Company", "General Trading Company", False),
        ("Trade", "Nordvast Trade (NVT)", False),
    ],
)
def test_bodies_are_told_apart_by_what_is_their_own(asked, name, expected):
    assert is_alike(asked, name, kind="entity") is expected


def test_bodies_are_found_by_what_their_words_mean():
    """Translated, in their own script, for short, with a town: a class of variation each; and others that are told apart."""
    with (Path(__file__).parent / "data" / "bodies_alike.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 40
    wrong = [
        row
        for row in rows
        if is_alike(row["asked"], row["listed"], kind="entity") is not (row["alike"] == "yes")
    ]
    assert wrong == []


def test_a_translation_is_told():
    (hit,) = hits(Index([entry("1", "Katibat Suqour al-Sahra", kind="entity")]), "Desert Falcons Battalion")
    assert ("Falcons", "Suqour", "meaning") in hit.words


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Щербаков Александр Николаевич", "Shcharbakou Aliaksandr Mikalaevich"),
        ("Sergey Vladimirovich Dubrovsky", "Siarhei Uladzimiravich Dubrouski"),
        ("محمدرضا زرین‌زاده", "Mohammad Reza Zarrinzadeh"),
        ("Gwanghyeok Yi", "Ri Kwang Hyok"),
        ("Dragoliub Stoilkovich", "Dragoljub Stojiljković"),
        ("Cabdinuur Guuleed Warsheekh", "Abdi Nur Guled Warsheekh"),
        ("Gebre Mikael Tesfagiorgis", "Ghebremichael Tesfagiorgis"),
        ("Mujtaba Hoseinzadeh", "Mojtaba Hosseinzadeh Zarrinbal"),
        ("María Pilar Urdinola de Cazarez", "María del Pilar Urdinola Escandon"),
    ],
)
def test_names_as_a_neighbour_spells_them(asked, name):
    assert is_alike(asked, name)


def test_korean_names_are_found_in_either_script():
    for asked, name, expected in (
        ("박명근", "Pak Myong Gun", True),
        ("Pak Myong Gun", "박명근", True),
        ("이정훈", "Rhee Chong-hun", True),
        ("최영철", "Choe Yong Chol", True),
        ("박명근", "Kim Myong Gun", False),
        ("박명근", "Pak Yong Chol", False),
    ):
        assert is_alike(asked, name) is expected, (asked, name)


@pytest.mark.parametrize(
    "asked",
    [
        "(ANATOLY) (OSTREVSKY)", "A n a t o l y  O s t r e v s k y", "A.n.a.t.o.l.y O.s.t.r.e.v.s.k.y", "Anato\u200bly Ostr\u00adevsky",
        "Аnatoly Оstrevsky", "Ａｎａｔｏｌｙ Ｏｓｔｒｅｖｓｋｙ", "anatoly OSTREVSKY",
    ],
)  # fmt: skip
def test_nobody_hides_in_brackets_spaces_or_letters_that_look_alike(asked):
    assert is_alike(asked, "Anatoly Ostrevsky")
    assert is_alike("NORDVAST (HANDELS) AB", "Nordvast Handels AB", kind="entity")


def test_a_hundred_letters_are_asked_in_no_time_and_hide_nobody():
    letters = "a bc d e fg h " * 15
    started = time.process_time()
    assert hits(of_the_list(), f"{letters} {LISTED[0]['names'][0]['name']}", "a b c d e f g h " * 18)
    assert time.process_time() - started < 2


def test_aliases_count_by_their_quality():
    index = Index(
        [entry("1", "Anatoly Ostrevsky", "Tolya Baltic"), entry("2", "Pavel Zubkov", "Grey Wolf", how="low")]
    )
    (good,) = hits(index, "Baltic Tolya")
    (low,) = hits(index, "Grey Wolf")
    assert (good.name, good.how, low.how) == ("Tolya Baltic", "good", "low")
    assert low.score < good.score
    assert hits(index, "Grey Wolfe") == []
    assert hits(index, "Grey") == []


def test_a_hit_is_explained():
    index = Index(
        [
            entry(
                "1",
                "Viktor Anatolyevich Ostrevsky",
                born=["1961-03-12", "1960/1962"],
                states=["RU"],
                numbers=["AB 123456"],
            )
        ]
    )
    (hit,) = hits(index, "OSTREVSKI, Viktor", born=("1961-03-12",), states=("SE",))
    assert hit.score >= STRONG
    assert set(hit.words) == {
        ("Viktor", "Viktor", "same"),
        ("OSTREVSKI", "Ostrevsky", "spelling"),
        ("", "Anatolyevich", "more"),
    }
    assert hit.says == ("born.same", "state.differs")
    assert hits(index, "Viktor Ostrevsky", born=("1963",))[0].says == ("born.near",)
    assert (
        hits(index, "Viktor Ostrevsky", born=("1990-01-01",))[0].score
        < hits(index, "Viktor Ostrevsky")[0].score
    )
    # What is only alike, of somebody of another age, is somebody else; a number of a document says more than a name.
    assert hits(index, "Victor Ostrevskiy-Bal", born=("1990-01-01",)) == []
    assert hits(index, "Pavel Zubkov", numbers=("ab-123456",))[0].says == ("number.same",)
    assert hits(index, "Pavel Zubkov", numbers=("ab-123",)) == []


def test_whatever_is_asked_is_answered():
    index = Index([*LISTED[:50], entry("9", "()", "", "-", kind="entity"), entry("10", "ع", "x")])
    for name in (
        "",
        " ",
        "-",
        "'",
        "()",
        "(ABC)",
        "ع",
        "A",
        "a b c d e f g h i j k l m n o p",
        "😀 😀",
        "李",
        "Al",
        "abu",
        "x" * 300,
        "Ltd",
        "Dr.",
    ):
        assert isinstance(hits(index, name), list)
    assert Index([]).hits(ScreenedName(("Anybody",))) == []


@pytest.mark.parametrize(
    ("born", "expected"),
    [("1961-03-04", True), ("1961-04-03", True), ("1963-03-04", False), ("", False)],
)
def test_one_day_of_birth_speaks_for_a_name_that_alone_is_too_little(born, expected):
    """Two names that half the world bears, and more of them: alone, somebody else."""
    listed = entry("1", "Mohammed Khalid Samarrai", born=["1961-03-04"])
    result = hits(Index([listed]), "Samarai Khaled", born=(born,) if born else ())
    assert bool(result) is expected
