"""The reference data over HTTP: pages and API, for whoever is signed in and for nobody else."""

import pytest

from ifar.reference import selectors


@pytest.fixture
def alice_reads(signed_in):
    return signed_in("alice")


def test_nobody_reads_without_signing_in(signed_in):
    nobody = signed_in("nobody")
    for address in ("/reference/", "/reference/make/", "/reference/make/beretta/"):
        assert nobody.get(address).status_code == 302
    for address in ("/api/reference/lists", "/api/reference/lists/make", "/api/reference/meanings?make=x"):
        assert nobody.get(address).status_code == 401


def test_who_holds_no_role_is_refused(signed_in):
    assert signed_in("mallory").get("/api/reference/lists").status_code == 403


def test_lists_and_their_rows_page_by_page(alice_reads):
    names = {item["name"] for item in alice_reads.get("/api/reference/lists").json()}
    assert {"make", "mark_kind", "trace_outcome"} <= names
    assert not names & {"alias", "label", "mapping"}
    seen, after = [], ""
    while after is not None:
        answer = alice_reads.get("/api/reference/lists/firearm_type", {"size": 20, "after": after}).json()
        seen += [row["code"] for row in answer["items"]]
        after = answer["after"]
    assert seen[:2] == ["handgun", "pistol"]
    assert len(seen) == len(set(seen)) == len(selectors.choices("firearm_type"))


def test_a_row_tells_all_that_is_known(alice_reads):
    row = alice_reads.get("/api/reference/lists/model/rows/beretta/92fs").json()
    assert row["content"]["type"] == "pistol_semi_automatic"
    kind = alice_reads.get("/api/reference/lists/firearm_type/rows/pistol").json()
    assert kind["words"]["ar"] == "مسدس"
    assert kind["mappings"]["iafq"] == ["pistol"]
    assert "пистолет" in kind["aliases"]


@pytest.mark.parametrize("address", ["lists/nothing", "lists/make/rows/nobody", "lists/alias"])
def test_what_is_not_there_is_not_found(alice_reads, address):
    assert alice_reads.get(f"/api/reference/{address}").status_code == 404


def test_meanings_of_free_text(alice_reads):
    asked = {
        "make": "Беретта",
        "model": "92 FS",
        "calibre": "9 mm Para",
        "type": "Pistolet",
        "country": "ČSSR",
    }
    result = alice_reads.get("/api/reference/meanings", asked).json()
    assert {noun: answer["code"] for noun, answer in result.items()} == {
        "make": "beretta",
        "model": "beretta/92fs",
        "calibre": "9x19",
        "type": "pistol",
        "country": "CSHH",
    }
    assert (
        alice_reads.get("/api/reference/meanings", {"make": "inconnu"}).json()["make"]["status"] == "unknown"
    )


def test_pages_show_lists_rows_and_history(alice_reads, django_assert_max_num_queries):
    assert "Makes" in alice_reads.get("/reference/").content.decode()
    with django_assert_max_num_queries(14):
        page = alice_reads.get("/reference/make/", {"q": "ижмаш"}).content.decode()
    assert "Kalashnikov Concern" in page
    assert "Glock" not in page
    row = alice_reads.get("/reference/firearm_type/pistol/").content.decode()
    assert "مسدس" in row
    assert "iafq" in row
    assert alice_reads.get("/reference/nothing/").status_code == 404
    assert alice_reads.get("/reference/model/beretta/92fs/").status_code == 200
