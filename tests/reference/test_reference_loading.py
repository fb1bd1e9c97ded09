"""Loading: idempotent, versioned, never deleting; a country extends or replaces a list without touching code."""

import time
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.utils import timezone

from ifar.errors import Forbidden, Invalid
from ifar.reference import selectors, services
from ifar.reference.loaded import VersionsMiddleware
from ifar.reference.management.commands.load_reference import JOB
from ifar.rights import Actor

MARK_KINDS = "code,label_en,label_pt,source\n"


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.csv"):
        path.unlink()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def load(folder, **files):
    done = services.load_folder(actor=JOB, folder=write(folder, **files), origin="xland")
    return {loaded.name: loaded for loaded in done}


def test_the_database_holds_every_list_with_its_words(db):
    assert selectors.versions()["make"] == 1
    assert selectors.words("mark_kind", "fr")["serial"] == "Numéro de série"
    assert selectors.words("mark_kind", "ar")["serial"] == "الرقم المتسلسل"
    assert selectors.words("firearm_type", "en")["pistol"] == "Pistol"
    assert selectors.words("country", "fr")["CI"] == "Côte d'Ivoire"
    assert selectors.words("country", "es")["DE"] == "Alemania"
    assert selectors.words("make", "ar")["beretta"] == "Fabbrica d'Armi Pietro Beretta"
    assert selectors.mappings("firearm_type", "iafq")["rifle_bolt_action"] == ("rifle (Inlcuding Carbine)",)
    assert selectors.mappings("firearm_type", "eu_2021_555")["pistol"] == ("A.7(a)", "B.5")
    assert selectors.rows_of("area").filter(country="FR", kind="subdivision").count() > 100
    assert selectors.rows_of("country").get(code="SN").region == "011"


def test_choices_keep_the_order_of_the_authors_and_leave_out_what_ended(db):
    kinds = [choice.code for choice in selectors.choices("mark_kind", "en")]
    assert kinds[:4] == ["maker", "country", "place", "serial"]
    assert "SUHH" not in {choice.code for choice in selectors.choices("country", "en")}
    parents = {choice.code: choice.parent for choice in selectors.choices("firearm_type", "en")}
    assert parents["pistol_semi_automatic"] == "pistol"


def test_the_resolver_comes_from_the_database(db, django_assert_num_queries):
    resolver = selectors.resolver()
    assert resolver.resolve_country("DEU").code == "DE"
    assert resolver.resolve_model("beretta", "92 FS").code == "beretta/92fs"
    with django_assert_num_queries(1):
        assert selectors.resolver() is resolver


def test_completing_what_is_typed(db):
    assert selectors.search("make", "beret")[0].code == "beretta"
    assert "kalashnikov" in {choice.code for choice in selectors.search("make", "ижмаш")}
    assert selectors.search("model", "92fs", make="beretta")[0].code == "beretta/92fs"
    assert selectors.search("calibre", "  ") == []
    assert len(selectors.search("model", "1911", limit=5)) == 5


def test_loading_again_changes_nothing_and_is_quick(committed_db):
    before = selectors.versions()
    started = time.perf_counter()
    done = services.load_own(actor=JOB)
    assert time.perf_counter() - started < 5
    assert not [loaded for loaded in done if loaded.added or loaded.changed or loaded.retired]
    assert selectors.versions() == before


def test_only_who_manages_lists_may_load(db, tmp_path):
    clerk = Actor(kind="person", id="U1", permissions=frozenset({"reference:list:read"}))
    with pytest.raises(Forbidden):
        services.load_own(actor=clerk)
    with pytest.raises(Forbidden):
        services.load_folder(actor=clerk, folder=tmp_path)


def test_the_runtime_role_cannot_write(committed_db):
    with committed_db.connect("default") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE reference_make SET name = 'x'")


def test_a_country_extends_a_list_and_keeps_its_rows_over_a_new_load_of_ifars(committed_db, tmp_path):
    done = load(
        tmp_path / "xland",
        make="code,name,country,aliases,source\nacme,Acme Works,FR,ACME Arms|Акме,register of makers\nberetta,Beretta,IT,,ours\n",
        model="code,name,type,source\nacme/one,One,pistol,register\n",
        alias="list,scope,alias,code,source\nmake,,Бренеке,blaser,ours\n",
        mapping="list,code,scheme,value,source\nfirearm_type,pistol,national,KW-1,decree 7\n",
        label="list,code,language,text,source\nmark_kind,serial,pt,Número de série,ours\n",
    )
    assert (done["make"].added, done["make"].changed, done["make"].retired) == (1, 1, 0)
    resolver = selectors.resolver()
    assert resolver.resolve_make("Акме").code == "acme"
    assert resolver.resolve_make("Бренеке").code == "blaser"
    assert resolver.resolve_make("Glock").code == "glock"
    assert resolver.resolve_make("PB").code == "beretta", "ifar's spellings stand beside the country's"
    assert selectors.mappings("firearm_type", "national") == {"pistol": ("KW-1",)}
    assert selectors.mappings("firearm_type", "iafq")["pistol"] == ("pistol",)
    assert selectors.words("mark_kind", "pt")["serial"] == "Número de série"
    services.load_own(actor=JOB)
    assert selectors.words("make")["beretta"] == "Beretta"
    assert load(tmp_path / "xland", make=(tmp_path / "xland" / "make.csv").read_text())["make"].changed == 0


def test_a_request_asks_once_for_the_versions_and_again_once_a_list_was_loaded(
    committed_db, tmp_path, django_assert_num_queries
):
    def answer(_request):
        selectors.words("make")
        with django_assert_num_queries(0):
            selectors.words("make")
        load(tmp_path / "x", make="code,name,source\nacme,Acme,us\n")
        assert selectors.words("make")["acme"] == "Acme"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        VersionsMiddleware(answer)(HttpRequest())
    with django_assert_num_queries(2):
        selectors.words("make")
        selectors.words("make")


def test_a_row_that_left_its_file_ends_and_comes_back(committed_db, tmp_path):
    two = "code,name,source\nacme,Acme,us\nbeta,Beta,us\n"
    load(tmp_path / "x", make=two)
    done = load(tmp_path / "x", make="code,name,source\nacme,Acme,us\n")
    assert done["make"].retired == 1
    row = selectors.rows_of("make").get(code="beta")
    assert row.valid_to == timezone.now().date()
    assert "beta" not in {choice.code for choice in selectors.choices("make", "en")}
    assert load(tmp_path / "x", make=two)["make"].changed == 1
    assert selectors.rows_of("make").get(code="beta").valid_to is None


def test_a_country_replaces_a_list(committed_db, tmp_path):
    done = load(
        tmp_path / "x",
        lists="list,title,edition,mode\nmark_method,Our methods,Decree 12,replace\n",
        mark_method="code,label_en,source\nchisel,Chisel,decree 12\nlaser,Laser beam,decree 12\n",
    )
    assert done["mark_method"].retired == 13
    assert [(c.code, c.words) for c in selectors.choices("mark_method", "en")] == [
        ("chisel", "Chisel"),
        ("laser", "Laser beam"),
    ]
    again = {loaded.name: loaded for loaded in services.load_own(actor=JOB)}
    assert again["mark_method"].kept_by == "xland"
    assert [c.code for c in selectors.choices("mark_method", "en")] == ["chisel", "laser"]
    latest = selectors.history("mark_method").first()
    assert (latest.version, latest.edition, latest.origin) == (2, "Decree 12", "xland")


def test_an_old_record_is_read_as_it_was_meant(committed_db, tmp_path):
    load(tmp_path / "x", disposal_method="code,label_en,source\ndestruction,Melting only,ours\n")
    assert selectors.meaning("disposal_method", "destruction", 1)["labels"]["en"] == "Destruction"
    assert selectors.meaning("disposal_method", "destruction", 2)["labels"]["en"] == "Melting only"
    assert selectors.meaning("make", "acme", 1) is None
    assert selectors.words("disposal_method", "en")["destruction"] == "Melting only"


def test_a_list_of_a_countrys_own(committed_db, tmp_path):
    load(tmp_path / "x", shooting_club="code,label_en,label_ar,source\nnorth,North club,نادي الشمال,decree\n")
    assert selectors.words("shooting_club", "ar") == {"north": "نادي الشمال"}
    assert selectors.exists("shooting_club", "north")
    assert not selectors.exists("shooting_club", "south")


def test_validity_decides_what_may_be_chosen_on_a_day(committed_db, tmp_path):
    load(
        tmp_path / "x",
        club="code,source,valid_from,valid_to\nold,us,2000-01-01,2010-12-31\nnew,us,2011-01-01,\n",
    )

    def on(day):
        return [choice.code for choice in selectors.choices("club", "en", on=day)]

    assert on(timezone.datetime(2010, 12, 31).date()) == ["old"]
    assert on(timezone.datetime(2011, 1, 1).date()) == ["new"]


def test_a_wrong_folder_loads_nothing_and_names_every_line(committed_db, tmp_path):
    before = selectors.versions()
    with pytest.raises(Invalid) as caught:
        load(tmp_path / "x", make="code,name,country,source\nacme,Acme,QQ,us\nB!,B,,us\n")
    assert [reason.code for reason in caught.value.reasons] == [
        "reference.facts.leads_nowhere",
        "reference.facts.not_a_code",
    ]
    assert selectors.versions() == before
    with pytest.raises(CommandError, match=r"line 2.*QQ"):
        call_command("load_reference", folder=tmp_path / "x")


def test_the_command_says_what_it_did(committed_db, tmp_path):
    write(tmp_path / "x", make="code,name,source\nacme,Acme,us\n")
    out = StringIO()
    call_command("load_reference", folder=tmp_path / "x", stdout=out)
    assert "make: version 2, 1 new, 0 changed, 0 ended" in out.getvalue()
    out = StringIO()
    call_command("load_reference", folder=tmp_path / "x", stdout=out)
    assert "nothing has changed" in out.getvalue()


@pytest.mark.parametrize("origin", ["ifar"])
def test_nobody_else_loads_under_ifars_name(committed_db, tmp_path, origin):
    write(tmp_path / "x", make="code,name,source\nacme,Acme,us\n")
    with pytest.raises(Invalid):
        services.load_folder(actor=JOB, folder=tmp_path / "x", origin=origin)


def test_an_empty_or_binary_folder_is_refused(committed_db, tmp_path):
    with pytest.raises(Invalid):
        services.load_folder(actor=JOB, folder=tmp_path)
    (tmp_path / "make.csv").write_bytes(b"code,name,source\nacme,\xff\xfe,us\n")
    with pytest.raises(Invalid) as caught:
        services.load_folder(actor=JOB, folder=tmp_path)
    assert caught.value.reasons[0].code == "reference.facts.not_csv"
