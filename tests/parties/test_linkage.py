"""Record linkage: scripts, exchanged names and digits, files of any size, and labels that nobody looks at."""

import json
from itertools import pairwise

import pytest

from ifar.errors import Invalid
from ifar.parties.linkage.levels import ALIKE, DIFFERS, NEAR, SAME, of_births, of_names, of_numbers
from ifar.parties.linkage.linking import Linking, clusters, probability
from ifar.parties.linkage.rows import row_of
from ifar.parties.offline import link_persons


def linked(*people):
    rows = [row_of(at, cells) for at, cells in enumerate(people)]
    return {(pair.one, pair.other): pair for pair in Linking(rows).pairs()}


AMINA = {"given": "Amina", "surname": "Diallo", "born": "1980-02-01"}
OTHERS = (
    {"given": "Chen", "surname": "Wei", "born": "2000-01-01"},
    {"given": "Maria", "surname": "Silva", "born": "1990-05-05"},
    {"given": "Ann", "surname": "Lee", "born": "1999-09-09"},
)


@pytest.mark.parametrize("people", [(), OTHERS[:1], OTHERS])
def test_nobody_is_found_where_nobody_is_twice(people):
    assert linked(*people) == {}


@pytest.mark.parametrize(
    ("other", "role"),
    [
        ({"given": "Diallo", "surname": "Amina", "born": "1980-02-01"}, "given_surname"),
        ({"given": "Amina", "surname": "Dialo", "born": "1980-01-02"}, "born"),
        ({"given": "Aminata", "surname": "Diallo", "born": "1980-02-01"}, "given"),
    ],
)
def test_a_person_is_found_in_a_file_of_five_rows(other, role):
    result = linked(AMINA, other, *OTHERS)
    assert set(result) == {(0, 1)}
    assert role in {part.role for part in result[0, 1].parts}


def test_names_are_found_across_scripts():
    result = linked(
        {"given": "Yusuf", "surname": "Haddad", "born": "1980-02-01"},
        {"given": "يوسف", "surname": "الحداد", "born": "1980-02-01"},
        {"given": "Vladimir", "surname": "Petrov", "born": "1971-03-04"},
        {"given": "Владимир", "surname": "Петров", "born": "1971-04-03"},
        *OTHERS,
    )
    assert set(result) == {(0, 1), (2, 3)}


def test_levels():
    assert of_births("19800201", "19800102") == NEAR, "day and month exchanged"
    assert of_births("19800201", "19810201") == NEAR, "one digit"
    assert of_births("19800201", "19670201") == ALIKE, "two of year, month and day"
    assert of_births("19800201", "19551123") == DIFFERS
    assert of_numbers("123456789", "123456798") == NEAR, "two neighbours exchanged"
    assert of_numbers("123456789", "123456789") == SAME
    assert of_numbers("123456789", "987654321") == DIFFERS
    assert of_names("hdad", "haddad") == NEAR, "a script without short vowels"


def test_people_of_one_household_stay_apart():
    home = {
        "surname": "Okafor",
        "house": "7",
        "street": "Harbour Road",
        "suburb": "Lekki",
        "postcode": "10501",
    }
    family = [
        {**home, "given": "Chidi", "born": "1970-01-01"},
        {**home, "given": "Ngozi", "born": "1974-06-17"},
        {**home, "given": "Emeka", "born": "2001-11-23"},
    ]
    assert linked(*family, *OTHERS) == {}


def test_who_is_like_a_third_is_found_through_them():
    email = "amina.diallo@example.org"
    result = linked(
        {"given": "Amina", "surname": "Diallo", "born": "1980-02-01"},
        {"given": "Amina", "surname": "Diallo", "born": "1980-02-01", "email": email},
        {"email": email, "born": "1980-02-11"},
        *OTHERS,
    )
    assert {(0, 1), (1, 2), (0, 2)} == set(result)
    assert result[0, 2].through == 1
    assert clusters(list(result.values())) == [[0, 1, 2]]


def test_scores_never_reach_the_end_and_keep_their_order():
    scores = [probability(weight) for weight in range(-80, 80, 5)]
    assert scores[0] > 0
    assert scores[-1] < 1
    assert all(item < other for item, other in pairwise(scores))


def test_command(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(
        "rec_id, given_name, surname, date_of_birth, soc_sec_id, cluster, blocking_number\n"
        "rec-1-org, amina, diallo, 19800201, 6988048, a, 1\nrec-1-dup-0, amina, dialo, 19800201, 6980848, b, 2\n"
        "rec-2-org, chen, wei, 20000101, 1111111, a, 1\n"
    )
    assert link_persons(["--file", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (pair,) = data["pairs"]
    assert (pair["a"], pair["b"]) == ("rec-1-org", "rec-1-dup-0")
    assert 0.5 < pair["score"] < 1
    assert {"identity.near", "surname.near", "born.same"} <= {reason["code"] for reason in pair["reasons"]}
    assert link_persons(["--file", str(file)]) == 0
    assert "date of birth" in capsys.readouterr().out


def test_w33_a_pipe_gets_no_bars_and_a_terminal_is_told_of_the_end(tmp_path, capsys, monkeypatch):
    file = tmp_path / "rows.csv"
    file.write_text("id,given name,surname,birth date\n1,Anna,Keller,1980-02-03\n2,Ana,Keller,1980-02-03\n")
    monkeypatch.setattr("ifar.progress.QUIET_SECONDS", 0)
    assert link_persons(["--file", str(file)]) == 0
    assert capsys.readouterr().err == ""
    heard = {}
    Linking(
        [row_of(at, cells) for at, cells in enumerate((AMINA, *OTHERS))],
        lambda phase, done, of: heard.update({phase: (done, of)}),
    )
    assert set(heard) == {"compared", "learnt"}
    assert all(done == of for done, of in heard.values())


def test_labels_change_nothing(tmp_path, capsys):
    values = []
    for label in ("same", "cluster"):
        file = tmp_path / f"{label}.csv"
        file.write_text(
            f"first_name,surname,dob,{label}\nAmina,Diallo,1980-02-01,1\nAmina,Dialo,1980-02-01,2\nChen,Wei,2000-01-01,1\n"
        )
        link_persons(["--file", str(file), "--json"])
        values.append(json.loads(capsys.readouterr().out))
    assert values[0] == values[1]


@pytest.mark.parametrize("content", [b"", b"colour,size\nred,3\n", b"\xff\xfe\xfa"])
def test_a_file_that_says_nothing_of_persons_is_refused(tmp_path, content):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid):
        link_persons(["--file", str(file)])
