"""The one API object. Everything under it is closed unless its operation says otherwise by name in `PUBLIC_OPERATIONS`."""

from __future__ import annotations

from ninja import NinjaAPI

from ifar import __version__

api = NinjaAPI(title="ifar", version=__version__, urls_namespace="api", docs_url=None)
