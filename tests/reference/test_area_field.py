"""A province is chosen by its name: in the reader's language, in English, or by its code."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from ifar.reference.area_field import AreaField

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", ""),
        ("FR-13", "FR-13"),
        ("fr-13", "FR-13"),
        ("Bouches-du-Rhône (FR-13)", "FR-13"),
        ("bouches-du-rhône", "FR-13"),
        ("Northern Africa", "015"),
    ],
)
def test_a_name_or_a_code_is_understood(said, code):
    with translation.override("fr"):
        assert AreaField(required=False).clean(said) == code


def test_what_is_no_area_is_refused_and_what_is_chosen_is_shown_by_name():
    field = AreaField(required=False)
    with pytest.raises(ValidationError, match="Choose one of the list"):
        field.clean("Atlantis")
    assert field.prepare_value("FR-13") == "Bouches-du-Rhône (FR-13)"
    assert 'list="id_area-areas"' in field.widget.render("area", "FR-13", {"id": "id_area"})
