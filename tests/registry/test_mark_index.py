"""The files through which settled marks are found: nothing that shares a key is missed, whatever the marks are."""

import os
import random
import re
import shutil

import numpy as np
import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from ifar.registry.marks.likeness import likeness
from ifar.registry.marks.patterns import near
from ifar.registry.marks.reading import keys_of
from ifar.registry.search import comparing, index_files
from ifar.registry.search import index as mark_index
from ifar.registry.search.deletion_keys import run_keys, stored_keys
from ifar.registry.search.index import NONE, MarkIndex, Met
from ifar.registry.search.index_files import Making, Words, ref_of

ALPHABET = "0123A8Ж"


def told(met: Met) -> list[list[int]]:
    return [item.tolist() for item in met]


NOTHING = told(NONE)
TEXTS = st.text(ALPHABET, min_size=3, max_size=9)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with override_settings(IFAR_HOME=folder):
        yield folder / "search"


def flat(keys):
    return np.asarray([key for some in keys for key in some]), np.asarray([len(some) for some in keys])


def words_of(text, kind="serial", make=""):
    return Words(kind, text.lower(), text, make)


def index_of(texts, token="t"):
    shutil.rmtree(index_files.home() / token, ignore_errors=True)
    making = Making(token)
    for start in range(0, len(texts), 7):
        some = texts[start : start + 7]
        refs = [ref_of(start + at + 1, 1, 0) for at in range(len(some))]
        making.add(refs, list(map(words_of, some)), *flat([stored_keys(text) for text in some]))
    assert making.finish() == len(texts)
    return mark_index.named(token)


def firearm_of(ref):
    return ref >> 20


@pytest.fixture(scope="module")
def dense():
    """Two thousand marks of few characters, so that each has many neighbours."""
    rng = random.Random(3)
    texts = ["".join(rng.choices(ALPHABET, k=rng.randrange(3, 10))) for _ in range(2_000)]
    return texts, index_of(texts, "dense")


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 2))
def test_every_mark_within_so_many_errors_is_given_and_none_further_away(dense, asked, errors):
    texts, index = dense
    plan = near(asked, errors)
    met = index.near(plan)
    result = dict(zip(map(firearm_of, met.refs), met.errors, strict=True))
    assert met.errors.tolist() == sorted(met.errors)
    assert [word.folded for word in index.words(met.rows)] == [texts[number - 1] for number in result]
    for number, text in enumerate(texts, start=1):
        distance = min(DamerauLevenshtein.distance(text, code) for code in plan.texts)
        if number in result:
            assert distance == result[number], (text, asked)
        elif min(len(text), *map(len, plan.texts)) >= 5:
            assert distance > errors, (text, asked)


def test_a_character_dropped_between_two_that_were_swapped_is_two_errors():
    index = index_of(["A81234", "8X1234", "771234"])
    met = index.near(near("XAB1234", 2))
    assert ([firearm_of(ref) for ref in met.refs], met.errors.tolist()) == ([1, 2], [1, 2])


def test_an_inscription_of_every_firearm_is_gathered_piece_by_piece(dense, monkeypatch):
    texts, index = dense
    plans = [near(text, errors) for text in texts[:50] for errors in (1, 2)]
    runs = [(run_keys(text[:4]), [f"%{text[:4]}%"]) for text in texts[:50] if len(text) > 3]
    at_once = [told(index.near(plan)) for plan in plans], [told(index.fitting(*run)) for run in runs]
    monkeypatch.setattr(mark_index, "_AT_ONCE", 0)
    for piece, many in ((7, 1_000), (7, 1), (1_000, 3)):
        monkeypatch.setattr(comparing, "PIECE", piece)
        monkeypatch.setattr(comparing, "_MANY", many)
        again = [told(index.near(plan)) for plan in plans], [told(index.fitting(*run)) for run in runs]
        assert again == at_once


def test_what_stands_on_many_firearms_is_compared_once(monkeypatch):
    """Long inscriptions, those of other scripts and those that share their bytes with others, of two kinds."""
    texts = [keys_of("ARMY OF KESTRIA 1st DIVISION").folded, "12京45", "12\u022c45", "A81234"] * 300
    index = index_of(texts)
    asked = [
        (near(text, errors), kinds)
        for text in (texts[0], texts[1], texts[3])
        for errors in (0, 1, 2)
        for kinds in ((), {"serial"}, {"import"})
    ]
    fitting = [(run_keys(text[:3]), [f"{text[:3]}%"]) for text in texts[:4]]
    one_by_one = [told(index.near(*row)) for row in asked], [told(index.fitting(*row)) for row in fitting]
    assert [len(row[0]) for row in one_by_one[0][::3]] == [300, 300, 300, 300, 600, 600, 300, 300, 300]
    compared = []
    counted = comparing._errors
    monkeypatch.setattr(
        comparing,
        "_errors",
        lambda plan, held, rows: (compared.append(len(held)), counted(plan, held, rows))[1],
    )
    monkeypatch.setattr(comparing, "PIECE", 400)
    monkeypatch.setattr(comparing, "_MANY", 2)
    assert (
        [told(index.near(*row)) for row in asked],
        [told(index.fitting(*row)) for row in fitting],
    ) == one_by_one
    assert max(compared) <= 4


def test_what_equals_the_question_is_not_laid_beside_it(monkeypatch):
    index = index_of(["A81234"] * 60 + ["A81235", "A71235"])
    laid = []
    alike = comparing.likeness
    monkeypatch.setattr(
        comparing, "likeness", lambda read, held: (laid.append(len(held)), alike(read, held))[1]
    )
    assert index.near(near("A81234", 2)).errors.tolist() == [0] * 60 + [1, 2]
    assert laid == [2]


def test_marks_that_carry_all_runs_and_fit_are_given():
    index = index_of(["AB12345", "X123452", "12345", "ЖA12345", "A2345"])
    runs = run_keys("12345")
    assert sorted(map(firearm_of, index.fitting(runs, ["%12345"]).refs)) == [1, 3, 4]
    assert sorted(map(firearm_of, index.fitting(runs, ["_12345_", "A%12345"]).refs)) == [1, 2]
    assert told(index.fitting(runs, ["Q%"])) == told(index.fitting(run_keys("99999"), ["%"])) == NOTHING


def test_a_mark_that_is_too_long_for_its_place_is_compared_whole():
    texts = ["A" * 15 + "12", "A" * 16, "A" * 15 + "13", "X" * 40]
    index = index_of(texts)
    met = index.near(near("A" * 15 + "12", 1))
    assert (list(map(firearm_of, met.refs)), met.errors.tolist()) == ([1, 3], [0, 1])
    assert list(map(firearm_of, index.near(near("A" * 16, 0)).refs)) == [2]
    assert list(map(firearm_of, index.fitting(run_keys("AA1"), ["%AA1_"]).refs)) == [1, 3]
    assert index.plain(met.rows) == [texts[0].lower(), texts[2].lower()]


def test_of_many_marks_within_so_many_errors_the_most_alike_come_first():
    rng = random.Random(7)
    near_ones = {"".join(rng.choices("3479", k=2)) + "1234" for _ in range(400)}
    more = sorted(f"{a}{b}1234" for a in "ACEFHJKMNPRTUVWXY" for b in "ACEFHJKMNPRTUVWXY")
    texts = [*more, *sorted(near_ones), "9X1234", "X81234", "881234"]
    index = index_of(texts)
    met = index.near(near("881234", 2))
    assert len(met.refs) == len(texts)
    assert met.errors.tolist() == sorted(met.errors)
    read = [word.folded for word in index.words(met.rows)]
    assert read[0] == "881234"
    first = met.errors.tolist().index(2)
    twice = read[first:]
    tolist = likeness(b"881234", index._texts[met.rows[first:]]).tolist()
    assert tolist == sorted(tolist, reverse=True)
    assert len(twice) > 100


def test_shorter_marks_of_other_makes_are_given_only_where_they_equal_the_question():
    shutil.rmtree(index_files.home() / "m", ignore_errors=True)
    making = Making("m")
    held = [("778812", "glock"), ("778812", "beretta"), ("7788129", "beretta"), ("7788129", "glock")]
    held += [("77881299", "beretta"), ("7788129", None), ("77881", "beretta")]
    for number, (text, make) in enumerate(held, start=1):
        making.add([ref_of(number, 1, 0)], [words_of(text)], *flat([stored_keys(text, make)]))
    making.finish()
    index = mark_index.named("m")

    def given_for(text, errors):
        return sorted(map(firearm_of, index.near(near(text, errors, "glock")).refs))

    assert given_for("778812", 2) == [1, 2, 4, 5, 6]
    assert given_for("77881", 2) == [1, 4, 6, 7]
    assert given_for("77881?", 1) == [1, 2, 4, 6, 7], "what was not read may be nothing"


def test_those_of_another_make_stand_in_lanes_of_their_own_however_long_they_are():
    """Not those of which the make is not known. Where a mark stands hangs on its errors, its make and its likeness alone."""
    shutil.rmtree(index_files.home() / "m", ignore_errors=True)
    making = Making("m")
    of_beretta = [f"77881{number:03}" for number in range(200, 230)]
    held = [(text, "beretta") for text in of_beretta]
    held += [("77881299", "beretta"), ("77881297", ""), ("77881298", "glock"), ("77881266", "glock")]
    for number, (text, make) in enumerate(held, start=1):
        words = words_of(text, make=make)
        making.add([ref_of(number, 1, 0)], [words], *flat([stored_keys(text, make or None)]))
    making.finish()
    index = mark_index.named("m")

    def given_for(make):
        return [held[firearm_of(ref) - 1] for ref in index.near(near("77881299", 2, make)).refs]

    assert given_for(None)[0] == ("77881299", "beretta")
    given = given_for("glock")
    assert given[:3] == [("77881299", "beretta"), ("77881298", "glock"), ("77881297", "")]
    within_two = given[given.index(("77881266", "glock")) :]
    assert len(within_two) > 10
    assert {make for _, make in within_two[1:]} == {"beretta"}
    assert len(given) == len(given_for(None)) == len(set(given))


def test_only_marks_of_the_kinds_that_are_asked_for_are_given():
    index = index_of(["AB12345", "AB12346"])
    asked, runs = near("AB12345", 1), run_keys("1234")
    assert told(index.near(asked, {"import"})) == told(index.fitting(runs, ["%"], {"import"})) == NOTHING
    assert told(index.near(asked, {"serial", "import"})) == told(index.near(asked))
    assert len(index.fitting(runs, ["%"], {"serial"}).refs) == 2


def test_two_characters_that_share_a_byte_are_two_characters():
    """So do 京 and Ȭ; what is near by its bytes is looked at again."""
    held, other = "12京45", "12\u022c45"
    assert index_files.bytes_of(held) == index_files.bytes_of(other)
    index = index_of([held, other])
    met = index.near(near(held, 1))
    assert (met.refs.tolist(), met.errors.tolist()) == ([ref_of(1, 1, 0), ref_of(2, 1, 0)], [0, 1])
    assert index.near(near(held, 0)).refs.tolist() == [ref_of(1, 1, 0)]
    assert told(index.fitting([], [])) == NOTHING
    assert index.fitting(run_keys("12京"), ["12京%"]).refs.tolist() == [ref_of(1, 1, 0)]
    assert index.words(met.rows) == [words_of(held), words_of(other)]


def test_an_index_without_marks_gives_none():
    index = index_of([])
    assert told(index.near(near("AB1234", 2))) == told(index.fitting(run_keys("1234"), ["%"])) == NOTHING
    asked = [ref_of(1, 1, 0)]
    assert index.lacking(asked, [words_of("A")], np.asarray([5]), np.asarray([1])) == set(asked)
    assert index.otherwise(asked, [words_of("A")]) == set()
    assert index.others(np.asarray(asked)).tolist() == []


def test_what_cannot_be_found_is_named():
    texts = ["AB12345", "X123452", "ЖA12345"]
    index = index_of(texts)
    refs = [ref_of(at, 1, 0) for at in (1, 2, 3)]

    def lacking(refs, texts, keys):
        return index.lacking(refs, list(map(words_of, texts)), *flat(keys))

    keys = [stored_keys(text) for text in texts]
    assert lacking(refs, texts, keys) == set()
    assert lacking([*refs, ref_of(4, 1, 0)], [*texts, "A"], [*keys, [5]]) == {ref_of(4, 1, 0)}
    assert lacking(refs, ["AB12345", "X123453", "ЖA12345"], keys) == {refs[1]}
    assert lacking(refs, texts, [keys[0], keys[1], [*keys[2], stored_keys("QQ99")[0]]]) == {refs[2]}
    assert lacking([refs[0]], ["AB12345"], [[]]) == set()
    for words in (
        words_of(texts[2], "import"),
        Words("serial", "another", texts[2]),
        words_of(texts[2], make="glock"),
    ):
        assert index.otherwise([*refs[1:], ref_of(4, 1, 0)], [words_of(texts[1]), words, words]) == {refs[2]}
    assert index.others(np.asarray(refs[:2])).tolist() == [refs[2]]


def test_only_the_index_in_use_and_the_last_one_are_kept(home):
    for token in ("a", "b", "c"):
        index_of(["AB12345"], token)
        index_files.use(token)
    assert mark_index.current().token == "c"
    assert sorted(path.name for path in home.iterdir()) == ["b", "c", "current"]
    assert home.stat().st_mode & 0o077 == 0


WITHOUT = ("index.json", "rows")
SHORTER = ("starts", "low", "rows", "refs", "texts", "makes", "ends", "words")


@pytest.mark.parametrize("harm", ["form", "words", *WITHOUT, *(f"{name} cut off" for name in SHORTER)])
def test_files_that_are_not_whole_are_none(home, harm):
    index_of(["AB12345", "AB12346"], "d")
    name, *cut_off = harm.split()
    if harm == "form":
        (home / "d" / "index.json").write_text('{"form": 0, "bits": 0, "marks": 1}')
    elif harm == "words":
        (home / "d" / "index.json").write_text("[]")
    elif cut_off:
        file = home / "d" / name
        os.truncate(file, file.stat().st_size - (1 if name in ("low", "texts", "words") else 8))
    else:
        (home / "d" / name).unlink()
    index_files.use("d")
    assert mark_index.current() is None


def test_what_a_link_or_a_path_leads_to_elsewhere_is_no_index(home):
    index_of(["AB12345"], "d")
    shutil.copytree(home / "d", home.parent / "beside" / "d")
    (home / "f").symlink_to(home.parent / "beside" / "d")
    for token in ("../beside/d", str(home.parent / "beside" / "d"), "f", ".", ""):
        assert mark_index.named(token) is None
    index_files.use("d")
    assert mark_index.current().token == "d"
    (home / "current").unlink()
    (home / "current").symlink_to("../beside/d")
    assert mark_index.current() is None


def test_a_file_that_is_a_link_is_none_of_the_index(home):
    """What it leads to could be another file for whoever verifies than for whoever searches."""
    index_of(["AB12345"], "d")
    (home / "d" / "texts").rename(home.parent / "texts")
    (home / "d" / "texts").symlink_to(home.parent / "texts")
    assert mark_index.named("d") is None
    (home / "d" / "texts").unlink()
    os.mkfifo(home / "d" / "texts")
    assert mark_index.named("d") is None


def test_entries_of_no_mark_are_a_fault(home):
    index_of(["AB12345", "AB12346"], "d")
    assert mark_index.named("d").faults() == ""
    rows = np.fromfile(home / "d" / "rows", "<u4")
    rows[0] = 2
    rows.tofile(home / "d" / "rows")
    assert mark_index.named("d").faults() == "entries of no mark"


def test_an_index_that_was_exchanged_for_another_of_its_name_is_opened_again(home):
    index_of(["AB12345"], "d")
    index_files.use("d")
    asked = near("AB12345", 1)
    (home / "d").rename(home / "kept")
    index_of(["XX99999"], "d")
    assert told(mark_index.current().near(asked)) == NOTHING
    shutil.rmtree(home / "d")
    (home / "kept").rename(home / "d")
    assert len(mark_index.current().near(asked).refs) == 1


def test_a_mark_of_equal_characters_does_not_keep_a_pattern_busy():
    """Twelve pieces fit such a mark in more ways than there are seconds in a year; one after the other they fit or they do not."""
    index = index_of(["0" * 180, "0" * 90 + "1"])
    runs = run_keys("000")
    assert sorted(map(firearm_of, index.fitting(runs, ["%000" + "%0" * 12 + "%1"]).refs)) == [2]
    assert told(index.fitting(runs, ["%000" + "%0_" * 12 + "%2%"])) == NOTHING


@settings(max_examples=300, deadline=None)
@given(st.text("01_%", min_size=1, max_size=9), st.text("01", min_size=3, max_size=9))
def test_a_pattern_fits_what_its_pieces_fit_anywhere(like, text):
    plain = "".join({"_": ".", "%": ".*"}.get(item, item) for item in like)
    assert bool(re.fullmatch(comparing.bytes_pattern(like), text.encode())) == bool(re.fullmatch(plain, text))


def test_two_understandings_of_a_mark_have_each_its_number():
    forms = keys_of("ЖТ1234").forms
    assert (
        len({ref_of(7, 1, form) for form in range(len(forms))} | {ref_of(7, 2, 0), ref_of(8, 1, 0)})
        == len(forms) + 2
    )


def test_a_full_disk_leaves_nothing_and_who_was_killed_nothing_for_long(home):
    making = Making("e")
    texts, making._files["texts"] = making._files["texts"], open("/dev/full", "wb")  # noqa: SIM115 - closed by what is tested
    texts.close()
    making.add([1], [words_of("AB12345")], np.asarray([1, 2]), np.asarray([2]))
    with pytest.raises(OSError, match="No space left"):
        making.finish()
    making.abandon()
    assert not making.folder.exists()
    killed = Making("f").folder
    assert killed.exists()
    Making("g").abandon()
    assert not killed.exists()


def test_an_abandoned_making_leaves_nothing(home):
    making = Making("e")
    making.add([1], [words_of("AB12345")], np.asarray([1, 2]), np.asarray([2]))
    making.abandon()
    assert not (home / "e").exists()
    assert not (home / "e.unfinished").exists()
    assert isinstance(index_of(["AB12345"], "e"), MarkIndex)
