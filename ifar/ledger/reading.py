"""How a session reads that others rely on: the tables of the schema `public`, and the server's own functions."""

from __future__ import annotations

from typing import Final

PLAINLY: Final = """
SET search_path = public, pg_catalog, pg_temp;
SET row_security = off;
SET transform_null_equals = off;
SET gin_fuzzy_search_limit = 0;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET extra_float_digits = 1
"""
"""What a session says of itself, whatever the role or the database was set to.

A schema of the role's own name, a function that stands in for one of the server's, or a policy on rows must not decide what
it reads: with `row_security` off a policy that would hide rows is an error.
"""
