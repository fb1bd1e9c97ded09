"""Who acted for whom when an act was written: what every replay asks whose acts take another person."""

from __future__ import annotations

from typing import Final

PEOPLE: Final = """(ARRAY[l.actor] || ARRAY(
    SELECT away.public_id::text FROM public.accounts_absence a JOIN public.accounts_user u ON u.id = a.stand_in_id
    JOIN public.accounts_user away ON away.id = a.user_id JOIN public.accounts_agency o ON o.id = a.agency_id
    WHERE u.public_id = l.actor AND o.public_id = l.agency AND a.valid_from <= l.recorded_at AND a.valid_to > l.recorded_at
      AND NOT EXISTS (SELECT FROM public.accounts_absenceend e WHERE e.absence_id = a.entry AND e.at <= l.recorded_at)))"""
"""Who wrote the entry `l`, and everybody for whom they stood in then at the office that they acted for, by public identifier.

The words of the database's own `accounts_people`, which the verifier does not take its answer from."""
