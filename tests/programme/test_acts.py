"""The acts of the programme through the database: who may, what stays, what adds up, and what the verifier sees."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ifar.programme.models import Theme
from ifar.programme.services.writing import new_id, write
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def test_a_theme_is_set_by_a_manager_alone():
    changes = {"code": "C1", "kind": "catalyst", "names": {"en": "Data"}, "inferred": False}
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic():
        write(cast.actor("judy"), "theme", "set", new_id(), changes=changes)
    write(cast.actor("bob"), "theme", "set", new_id(), changes=changes)
    assert Theme.objects.get().names == {"en": "Data"}


def test_the_strategy_page_opens(signed_in, django_assert_max_num_queries):
    browser = signed_in("judy")
    browser.get("/programme/")
    answer = browser.get("/programme/")
    assert answer.status_code == 200
