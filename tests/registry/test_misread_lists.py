"""Ranking misread serial numbers of a plain list, and the command that does it without a database."""

import json
import os
import random
import re
import shlex
import subprocess
import sys

import pytest
from rapidfuzz.distance import OSA

from ifar.errors import Invalid
from ifar.registry import offline
from ifar.registry.marks.alignment import Fit, align, errors_between
from ifar.registry.marks.confusions import MEASURED
from ifar.registry.marks.reading import keys_of
from ifar.registry.search.listed import Entry, SerialList
from tests.realdata.conftest import REPOSITORY

REGISTER = "serial,make\nAB12345,Beretta\nAB12346,Beretta\nAB12345,Beretta\nAB12345,Colt\n,\nСТ45671,Ижмех\n98?6521,Colt\n"


@pytest.fixture
def listed():
    return SerialList(
        Entry(*line.split(",")) for line in REGISTER.splitlines()[1:] if not line.startswith(",")
    )


def best(listed, serial, make=""):
    (answer,) = listed.answers([Entry(serial, make)], habits=MEASURED)
    return answer.matches[0].held.key.replace("\n", " ")


@pytest.mark.parametrize(
    ("read", "serial"),
    [
        ("AB12345", "AB12345"),
        ("A8I2346", "AB12346"),
        ("CT45671", "СТ45671"),
        ("BA12346", "AB12346"),
        ("AB1236", "AB12346"),
        ("AB1 234-6", "AB12346"),
        ("AB12?46", "AB12346"),
        ("AB*6", "AB12346"),
        ("9876521", "98?6521"),
        ("98?6521", "98?6521"),
        ("٤٥٦٧١", "СТ45671"),
        ("XX45XX1", "СТ45671"),
    ],
)
def test_misread_marks_are_found(listed, read, serial):
    assert best(listed, read).split()[0] == serial


def test_a_make_narrows_misspelt_or_not(listed):
    assert best(listed, "AB12345", "COLT") == "AB12345 COLT"
    assert best(listed, "AB12345", "Bereta") == "AB12345 BERETTA"
    assert best(listed, "AB12345", "Nobody's") == "AB12345 BERETTA"


def test_a_serial_that_two_firearms_carry_is_twice_as_probable(listed):
    (answer,) = listed.answers([Entry("AB12345")], habits=MEASURED)
    twice, once = answer.matches[:2]
    assert (twice.held.times, once.held.times) == (2, 1)
    assert twice.probability == pytest.approx(2 * once.probability)
    assert sum(match.probability for match in answer.matches) < 0.991


def test_nothing_is_answered_with_nothing(listed):
    assert [answer.matches for answer in listed.answers([Entry(""), Entry("?"), Entry(" - ")])] == [
        (),
        (),
        (),
    ]


def test_keys_and_the_scan_find_the_same():
    rng = random.Random(7)
    marks = ["".join(rng.choices("0123AB", k=rng.randrange(4, 9))) for _ in range(300)]
    reads = [Entry("".join(rng.choices("0123AB?", k=rng.randrange(3, 10)))) for _ in range(120)]
    listed = SerialList(map(Entry, marks))
    for entry, rows in zip(reads, listed._candidates(reads), strict=True):
        assert rows == listed._by_scan(entry.serial)
        read = keys_of(entry.serial).folded
        if "?" not in read:
            near = {held.plain for held in listed.held if OSA.distance(read, keys_of(held.plain).folded) <= 2}
            assert {listed.held[row].plain for row in rows} == near


def test_a_batch_tells_how_its_reader_errs():
    rng = random.Random(3)
    register = [f"{number:07d}" for number in rng.sample(range(10**7), 3000)]
    right = [Entry(serial) for serial in register[:150]]
    wrong = [Entry(serial.replace("7", "K", 1)) for serial in register if "7" in serial][:150]
    listed = SerialList(map(Entry, register))
    assert listed.learnt(right).errors[0] > 0.95
    habits = listed.learnt(wrong)
    assert habits.errors[1] > 0.9
    assert habits.probabilities["7", "K"] > 20 * MEASURED.probabilities["7", "K"]
    assert habits.probabilities["3", "K"] < habits.probabilities["7", "K"] / 50


def test_one_query_teaches_nothing(listed):
    assert listed.learnt([Entry("AB12345")]) is MEASURED


def test_w32_what_one_half_of_a_file_teaches_must_foretell_the_other():
    """Of two readers who take turns, one never errs and one always: neither half says anything of the other, and nothing is learnt."""
    rng = random.Random(4)
    register = [f"{number:07d}" for number in rng.sample(range(10**7), 2000)]
    listed = SerialList(map(Entry, register))
    right = [Entry(serial) for serial in register[:100]]
    wrong = [Entry(serial.replace("7", "K", 1)) for serial in register if "7" in serial][:100]
    in_turn = [entry for pair in zip(right, wrong, strict=True) for entry in pair]
    assert listed.learnt(in_turn) is MEASURED
    assert listed.learnt(wrong) is not MEASURED


def test_a_character_of_a_run_may_be_missing_at_any_of_its_places():
    fit = Fit("1994")
    assert fit("19994") - align("1994", "19994").evidence == pytest.approx(1.0986, abs=0.01)  # three nines
    assert fit("1994") == pytest.approx(align("1994", "1994").evidence)
    assert fit("12994") - align("1994", "12994").evidence == pytest.approx(0.0, abs=0.01)


def test_evidence_by_the_number_of_errors_adds_up_to_the_whole():
    rng = random.Random(5)
    for _ in range(300):
        read = "".join(rng.choices("0181BD", k=rng.randrange(1, 7)))
        held = "".join(rng.choices("0181BD", k=rng.randrange(1, 7)))
        count, fewest, more = Fit(read).by_errors(held)
        assert count == errors_between(read, held)
        assert max(fewest, more) <= Fit(read)(held) + 0.7
        assert fewest >= align(read, held).evidence - 20


def test_in_a_batch_of_misread_marks_one_that_is_on_the_list_is_hardly_taken_for_right():
    register = [str(70_000 + at) for at in range(900)]
    listed = SerialList(map(Entry, register))
    misread = [Entry(serial.replace("8", "B")) for serial in register if serial.count("8") == 1][::2]
    habits = listed.learnt(misread)
    assert habits.errors[1] > 0.9
    alone, together = (
        next(iter(listed.answers([Entry("70600")], habits=used))).matches for used in (MEASURED, habits)
    )
    assert alone[0].held.plain == "70600"
    assert alone[0].probability > 0.7
    assert sum(match.probability for match in together if match.held.plain == "70600") < 0.4


# The command ----------------------------------------------------------------------------------------------------------


def ifar(*words, cwd):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("IFAR_", "DATABASE_", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "ifar.cli", "search-misread", *words],
        capture_output=True,
        check=False,
        text=True,
        cwd=cwd,
        env=environment | {"PYTHONPATH": str(REPOSITORY)},
    )


def test_the_command_needs_two_files_and_nothing_else(tmp_path):
    (tmp_path / "register.csv").write_text("\ufeff" + REGISTER, "utf-8")
    (tmp_path / "readings.txt").write_bytes(b"AB1234S\r\n\r\nCT45671\r\n\r\n")
    page = (REPOSITORY / "docs" / "operations.md").read_text("utf-8")
    command = re.search(r"ifar search-misread (.*--json)", page)
    done = ifar(*shlex.split(command[1]), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["register"]["firearms"] == 6
    assert [query["line"] for query in data["queries"]] == [1, 2, 3]
    first, empty, last = data["queries"]
    assert first["query"] == "AB1234S"
    assert first["answers"][0] | {"evidence": 0, "score": 0} == {
        "serial": "AB12345",
        "make": "Beretta",
        "firearms": 2,
        "score": 0,
        "evidence": 0,
        "reasons": [
            {
                "code": "serial.look_alike",
                "words": "Character 7: “S” was read, “5” is on record; they look alike.",
            }
        ],
    }
    scores = [answer["score"] for answer in first["answers"]]
    assert scores == sorted(scores, reverse=True)
    assert 0.5 < sum(scores) < 1
    assert empty["answers"] == []
    assert last["answers"][0]["serial"] == "СТ45671"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "readings.txt", tmp_path / "register.csv"]


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        (b"AB1\nAB2\n\n", [("AB1", ""), ("AB2", "")]),
        (b"\xef\xbb\xbfSerial;Make\nAB1;Colt\n;\n\n", [("AB1", "Colt"), ("", "")]),
        (b"make\tserial number\nColt\tAB1\n", [("AB1", "Colt")]),
        ("\ufeffНомер;Марка\nСТ1;Ижмех\n".encode("utf-16-le"), [("СТ1", "Ижмех")]),
        (b'"AB 1","Smith, Wesson"\nAB2\n', [("AB 1", "Smith, Wesson"), ("AB2", "")]),
        (b"serial\nAB1\n", [("AB1", "")]),
        (b"AB1,\r\nAB2,Colt\r\n", [("AB1", ""), ("AB2", "Colt")]),
    ],
)
def test_files_as_people_have_them(tmp_path, content, entries):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    assert [tuple(line.entry) for line in offline.lines_of(file)] == entries


def test_what_cannot_be_read_is_named(tmp_path, capsys):
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"AB1\nAB\xe92\n")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"serial,make\n")
    with pytest.raises(Invalid, match=r"latin\.csv is not UTF-8 text: look at line 2"):
        offline.lines_of(latin)
    with pytest.raises(Invalid, match=r"nowhere\.csv cannot be read"):
        offline.lines_of(tmp_path / "nowhere.csv")
    with pytest.raises(Invalid, match="no serial number in"):
        offline.search_misread(["--register", str(empty), "--queries", str(empty)])


def test_the_list_for_people(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(REGISTER, "utf-8")
    assert (
        offline.search_misread(["--register", str(file), "--queries", str(file), "--limit", "1", "--alone"])
        == 0
    )
    assert "AB12346  Beretta  Every character of the mark agrees. The make agrees." in capsys.readouterr().out
