"""The certificate of a destruction: printed in two scripts, and verified on a machine that has nothing but the file and the log's key."""

from __future__ import annotations

import pytest
from django.db import connection

from ifar import cli, identifiers
from ifar.documents.services import print_paper
from ifar.recoveries.custody import labels as custody_labels
from ifar.recoveries.custody.services import destruction
from ifar.recoveries.custody.services.papers import _spoken
from ifar.recoveries.models import Batch
from tests import cast
from tests.databases import Database
from tests.factories import a_case, an_item
from tests.logs import ORIGIN, Log
from tests.recoveries.conftest import somebody
from tests.recoveries.test_destruction import for_destruction, read_all, recorded, sealed


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_certificate_of_a_destruction_is_verified_offline(
    peopled_db: Database, tmp_path, monkeypatch, capsys, language
):
    """Issue 5, line 5; must-have 15."""
    dave, erin, judy = (cast.actor(name) for name in ("dave", "erin", "judy"))
    log = Log(peopled_db, tmp_path / "home")
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", log.home, raising=False)
    monkeypatch.setattr("django.conf.settings.IFAR_LEDGER_NAME", ORIGIN, raising=False)
    case = a_case(dave, ground="illicit_possession")
    arms = {item: for_destruction(dave, erin, item) for item in [an_item(dave, case, "KX14471")]}
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for witness in (judy, somebody("ruth", "court", "judge")):
        destruction.witness(actor=witness, batch_id=batch)
    paper = recorded(dave, batch, counted=1, language=language)
    log.sequence()
    printed = print_paper(actor=dave, paper=paper.public_id, site="https://register.test")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed)
    monkeypatch.setenv("IFAR_HOME", str(tmp_path / "empty"))
    key = ["--key", log.key().encode()]
    assert cli.main(["verify-paper", str(file), *key]) == 0
    out = capsys.readouterr().out
    assert "GENUINE" in out
    assert Batch.objects.get().seal in out
    [firearm] = arms.values()
    for text in (judy.name, "Ruth Court", identifiers.shown(firearm), "KX14471"):
        assert text in out
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(convert_from(canonical, 'UTF8') LIKE %s) FROM ledger_entry WHERE act LIKE 'documents.%%'",
            [f"%{judy.name}%"],
        )
        assert cursor.fetchone() == (False,)
    file.write_bytes(printed[:-200])
    assert cli.main(["verify-paper", str(file), *key]) == 1


@pytest.mark.parametrize("language", ["es", "ru", "zh"])
def test_a_certificate_is_whole_in_the_languages_that_the_interface_does_not_speak(language):
    values = custody_labels.ON_PAPER[language]
    assert set(values) == {*custody_labels.METHODS, *custody_labels.EXCEPTIONS}
    assert all(values.values())
    assert _spoken(custody_labels.METHODS, "smelting", language) == values["smelting"]
    assert _spoken(custody_labels.METHODS, "smelting", "en") == "Smelting"
