"""Lists as their authors write them: the consolidated list of the Security Council, and tables; and what is made to do harm is refused."""

from __future__ import annotations

import csv

import pytest

from ifar.trade.screening import lists
from ifar.trade.screening.lists import Unreadable, read

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-11-20T23:00:03.428Z">
 <INDIVIDUALS>
  <INDIVIDUAL>
   <DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM>
   <FIRST_NAME>ANATOLY</FIRST_NAME><SECOND_NAME>GAVRILOVICH</SECOND_NAME><THIRD_NAME>OSTREVSKY</THIRD_NAME><FOURTH_NAME/>
   <UN_LIST_TYPE>Invented</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><LISTED_ON>2019-05-06</LISTED_ON>
   <NAME_ORIGINAL_SCRIPT>Анатолий Островский</NAME_ORIGINAL_SCRIPT><COMMENTS1>Never  lived.</COMMENTS1>
   <NATIONALITY><VALUE>Sweden</VALUE></NATIONALITY>
   <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Tolya Ostrovski; T. Ostrevskij</ALIAS_NAME></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Baltic</ALIAS_NAME></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Anatoly Petrov</ALIAS_NAME></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
   <INDIVIDUAL_ADDRESS><COUNTRY>Norway</COUNTRY></INDIVIDUAL_ADDRESS>
   <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-03-12</DATE></INDIVIDUAL_DATE_OF_BIRTH>
   <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
   <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1963</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
   <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>XX 750123</NUMBER></INDIVIDUAL_DOCUMENT>
   <INDIVIDUAL_DOCUMENT/>
  </INDIVIDUAL>
 </INDIVIDUALS>
 <ENTITIES>
  <ENTITY>
   <DATAID>2</DATAID><FIRST_NAME>NORDVAST HANDELS (NVH)</FIRST_NAME><REFERENCE_NUMBER>XXe.002</REFERENCE_NUMBER>
   <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Northwest Trade</ALIAS_NAME></ENTITY_ALIAS>
   <ENTITY_ADDRESS><COUNTRY>Norway</COUNTRY></ENTITY_ADDRESS>
  </ENTITY>
 </ENTITIES>
</CONSOLIDATED_LIST>"""


def test_the_list_of_the_security_council_is_read():
    result = read(UN.encode())
    assert (result.form, result.edition, len(result.entries), len(result.digest)) == (
        "un_xml",
        "2026-11-20",
        2,
        64,
    )
    person, body = result.entries
    assert person == {
        "ref": "XXi.001",
        "kind": "person",
        "names": [
            {"name": "ANATOLY GAVRILOVICH OSTREVSKY", "as": "primary"},
            {"name": "Анатолий Островский", "as": "script"},
            {"name": "Tolya Ostrovski", "as": "good"},
            {"name": "T. Ostrevskij", "as": "good"},
            {"name": "The Baltic", "as": "low"},
            {"name": "Anatoly Petrov", "as": "former"},
        ],
        "born": ["1961-03-12", "1960/1962", "1963"],
        "states": ["Sweden", "Norway"],
        "numbers": ["XX 750123"],
        "listed_on": "2019-05-06",
        "note": "Never lived.",
    }
    assert (body["ref"], body["kind"], [name["name"] for name in body["names"]]) == (
        "XXe.002",
        "entity",
        ["NORDVAST HANDELS (NVH)", "Northwest Trade"],
    )


def test_a_table_is_read_by_its_headings_or_by_those_that_somebody_names():
    text = 'ID;Name;Also known as;Type;Country;DOB\n7;"Ostrevsky, Anatoly";Tolya|The Baltic;Individual;SE|NO;1961\n;;;;;\n8;Nordvast;;Company;;\n'
    person, body = read(text.encode("utf-8-sig")).entries
    assert (person["ref"], person["kind"], person["states"], person["born"]) == (
        "7",
        "person",
        ["SE", "NO"],
        ["1961"],
    )
    assert [name["name"] for name in person["names"]] == ["Ostrevsky, Anatoly", "Tolya", "The Baltic"]
    assert (body["kind"], body["names"]) == ("entity", [{"name": "Nordvast", "as": "primary"}])
    own = read(b"Nombre,Otro\nAnatoly Ostrevsky,Tolya\n", {"name": "nombre", "aliases": "Otro"}).entries[0]
    assert len(own["names"]) == 2
    assert own["kind"] == ""
    # Without numbers of its authors, the name is what an entry is known by from one version to the next.
    assert own["ref"] == read(b"name,note\nAnatoly Ostrevsky,x\n").entries[0]["ref"]
    assert read(b"name\nAnatoly\x00Ostrevsky\n").entries[0]["names"][0]["name"] == "Anatoly Ostrevsky"


_BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
_OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (UN.replace("?>", f"?>{_BOMB}", 1).replace("OSTREVSKY", "&c;"), "doctype"),
        (UN.replace("?>", f"?>{_OUTSIDE}", 1), "doctype"),
        (UN.replace("CONSOLIDATED_LIST", "export"), "root"),
        (UN[:900], "syntax"),
        ("<CONSOLIDATED_LIST>" + "<a>" * 5000, "syntax"),
        (UN.replace("XXe.002", "XXi.001"), "twice"),
        (UN.replace("XXi.001", "").replace("<DATAID>1</DATAID>", ""), "ref"),
        ("<CONSOLIDATED_LIST/>", "empty"),
        ("", "columns"),
        ("name,kind\n,person\n", "name"),
        # A quotation mark that would swallow whoever stands behind it, and what the reader of tables itself refuses.
        ('name\n"Somebody\nListed One\nListed Two\n', "quotes"),
        ('name\n"' + "a" * 200_000 + '"\n', "quotes"),
        # An entry without a name would be asked about in vain.
        (
            UN.replace(
                "<FIRST_NAME>ANATOLY</FIRST_NAME><SECOND_NAME>GAVRILOVICH</SECOND_NAME><THIRD_NAME>OSTREVSKY</THIRD_NAME>",
                "",
            ),
            "name",
        ),
    ],
    ids=range(13),
)
def test_what_is_no_list_or_made_to_do_harm_is_refused(content, code):
    csv.field_size_limit(1 << 20)  # the limit of the process, which a reader of other tables may have set
    with pytest.raises(Unreadable) as refused:
        read(content.encode())
    assert refused.value.reason.code == f"trade.list.{code}"


def test_nobody_is_hidden_by_how_a_file_is_made():
    assert len(read(b"name\rSomebody One\rSomebody Two\r").entries) == 2
    nested = read(UN.replace("OSTREVSKY<", "OS<b>TREV</b>SKY<").encode()).entries[0]
    assert nested["names"][0]["name"] == "ANATOLY GAVRILOVICH OSTREVSKY"
    assert len(read(b"name" + b",x" * 100_000 + b"\n=cmd|x\x00\n").entries) == 1


def test_sizes_are_bounded(monkeypatch):
    monkeypatch.setattr(lists, "MOST_ENTRIES", 2)
    rows = "".join(f"Somebody {n}\n" for n in range(3))
    with pytest.raises(Unreadable, match="long"):
        read(f"name\n{rows}".encode())
    more = UN.replace(
        "</ENTITIES>",
        UN.partition("<ENTITIES>")[2].partition("</ENTITIES>")[0].replace("002", "003") + "</ENTITIES>",
    )
    with pytest.raises(Unreadable, match="long"):
        read(more.encode())
    with monkeypatch.context() as patch:
        patch.setattr(lists, "_MOST_ELEMENTS", 20)
        with pytest.raises(Unreadable, match="long"):
            read(UN.encode())
    monkeypatch.setattr(lists, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="large"):
        read(b"name\nSomebody\n")
    monkeypatch.setattr(lists, "MOST_BYTES", 10**6)
    monkeypatch.setattr(lists, "LONGEST", 5)
    assert read(b"name\nSomebody\n").entries[0]["names"] == [{"name": "Someb", "as": "primary"}]
