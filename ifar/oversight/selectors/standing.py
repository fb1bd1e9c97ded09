"""What stands beside the acts: offices, people, parties with what several may share, arms in hand, what licences allow. Jobs alone read it."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from ifar.oversight.facts import Office, Party, Person, Standing

_OFFICES: Final = """
SELECT g.public_id, g.kind, coalesce(a.public_id, ''), g.area FROM accounts_agency g LEFT JOIN accounts_agency a ON a.id = g.parent_id"""
_PEOPLE: Final = """
SELECT u.public_id, g.public_id, u.name FROM accounts_user u JOIN accounts_agency g ON g.id = u.home_id"""
_PARTIES: Final = """
SELECT p.public_id, p.kind, coalesce(p.name, ''), coalesce(p.contact ->> 'telephone', ''),
    coalesce((SELECT a.country || ' ' || a.lines::text FROM parties_address a
        WHERE a.party_id = p.id AND a.valid_to IS NULL AND a.lines IS NOT NULL ORDER BY a.valid_from DESC NULLS LAST LIMIT 1), '')
FROM parties_party p"""
_ABROAD: Final = "SELECT public_id, coalesce(who ->> 'name', '') FROM trade_party"
_HELD: Final = """
SELECT who, count(*) FROM registry_firearm f CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[f.owner, f.custodian]) AS who) w
WHERE who <> '' GROUP BY who"""
_QUOTAS: Final = "SELECT holder, sum(quota) FROM licensing_licence WHERE state = 'in_force' AND quota IS NOT NULL GROUP BY holder"


def standing() -> Standing:
    """What stands in the register now. Folded names and addresses live as long as the run."""
    with connection.cursor() as cursor:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        offices = {who: Office(kind, above, area) for who, kind, above, area in rows(_OFFICES)}
        people = {who: Person(office, _surname(name)) for who, office, name in rows(_PEOPLE)}
        parties = {
            who: Party(kind, _surname(name), folded(address), "".join(filter(str.isalnum, telephone)))
            for who, kind, name, telephone, address in rows(_PARTIES)
        }
        parties |= {who: Party("abroad", name=folded(name)) for who, name in rows(_ABROAD)}
        held = {who: float(number) for who, number in rows(_HELD)}
        quotas = {who: int(number) for who, number in rows(_QUOTAS)}
    return Standing(offices, people, parties, held, quotas)


def _surname(name: str) -> str:
    return folded(name).split(" ")[-1]


def folded(text: str) -> str:
    """A text as it is compared: case, punctuation and spaces aside."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(kept.split())
