"""What all worker processes must count together: attempts to sign in, and codes that were used already.

A cache in one process would give every process its own attempts. Values are JSON, never pickled objects: whoever may write
the table must not run code in the service.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_GET: Final = "SELECT value::text FROM accounts_remembered WHERE key = %s AND expires > clock_timestamp()"
_SET: Final = """
INSERT INTO accounts_remembered AS old (key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires"""
_ADD: Final = f"{_SET} WHERE old.expires <= clock_timestamp()"
_NEVER: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class Remembered(BaseCache):
    """Django's cache over one small table; each act is one statement, so that two processes cannot both add a key."""

    def __init__(self, location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def _run(self, sql: str, *values: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return int(cursor.rowcount)

    def _until(self, timeout: Any) -> dt.datetime:
        ends = self.get_backend_timeout(timeout)
        return _NEVER if ends is None else dt.datetime.fromtimestamp(ends, dt.UTC)

    def _key(self, key: Any, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless one is kept; whether it was."""
        row = self._key(key, version), json.dumps(value), self._until(timeout)
        return self._run(_ADD, *row) == 1

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default`."""
        with connection.cursor() as cursor:
            cursor.execute(_GET, [self._key(key, version)])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        self._run(_SET, self._key(key, version), json.dumps(value), self._until(timeout))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value longer; whether there is one."""
        sql = "UPDATE accounts_remembered SET expires = %s WHERE key = %s AND expires > clock_timestamp()"
        return self._run(sql, self._until(timeout), self._key(key, version)) == 1

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        return self._run("DELETE FROM accounts_remembered WHERE key = %s", self._key(key, version)) == 1

    def clear(self) -> None:
        """Forget everything."""
        self._run("DELETE FROM accounts_remembered")

    def tidy(self) -> int:
        """Forget what has expired; returns how many. A job."""
        return self._run("DELETE FROM accounts_remembered WHERE expires <= to_timestamp(%s)", time.time())
