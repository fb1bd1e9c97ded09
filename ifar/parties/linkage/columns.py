"""What the columns of a file of persons mean, by their headings: those of FEBRL, of Splink's files, and plain words for the same. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

ROLES: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({"rec_id", "record_id", "unique_id", "id", "row_id", "uid", "person_id"}),
    "given": frozenset(
        {"given_name", "first_name", "firstname", "forename", "forenames", "given", "given_names", "first"}
    ),
    "surname": frozenset({"surname", "last_name", "lastname", "family_name", "family", "last", "sname"}),
    "name": frozenset({"name", "full_name", "fullname", "person_name"}),
    "born": frozenset({"date_of_birth", "dob", "born", "birth_date", "birthdate", "birthday"}),
    "age": frozenset({"age"}),
    "sex": frozenset({"sex", "gender"}),
    "identity": frozenset(
        {
            "soc_sec_id",
            "ssn",
            "social_security_number",
            "national_id",
            "identity_number",
            "id_number",
            "personal_number",
            "passport",
            "passport_number",
            "nino",
            "tax_id",
        }
    ),
    "phone": frozenset({"phone_number", "phone", "telephone", "mobile", "phone_no", "tel"}),
    "email": frozenset({"email", "e_mail", "mail", "email_address"}),
    "house": frozenset({"street_number", "house_number", "street_no", "house_no"}),
    "street": frozenset(
        {"address_1", "address1", "address", "street", "street_name", "street_address", "addr_1"}
    ),
    "street_2": frozenset({"address_2", "address2", "addr_2"}),
    "suburb": frozenset({"suburb", "district", "locality", "village"}),
    "city": frozenset({"city", "town", "municipality"}),
    "postcode": frozenset({"postcode", "postal_code", "zip", "zip_code", "zipcode", "postcode_fake"}),
    "state": frozenset({"state", "province", "region", "county"}),
    "country": frozenset({"country", "nationality", "citizenship"}),
    "birthplace": frozenset({"birth_place", "birthplace", "place_of_birth"}),
    "occupation": frozenset({"occupation", "profession"}),
}
"""Role -> headings, folded. A heading that stands nowhere here is not looked at: it may be a label (`cluster`) or a number that
another programme put there to find pairs (`blocking_number`)."""

_SIGNS: Final = re.compile(r"[^0-9a-z]+")


def roles_of(headings: Sequence[str]) -> dict[str, int]:
    """Role -> its column, for the roles that the headings name; the first column of a role counts."""
    result: dict[str, int] = {}
    for at, heading in enumerate(headings):
        folded = _SIGNS.sub("_", heading.strip().casefold()).strip("_")
        for role, names in ROLES.items():
            if folded in names:
                result.setdefault(role, at)
    return result
