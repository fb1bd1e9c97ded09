"""The registry over HTTP as JSON: shapes, and one short function for each operation.

Addresses, permissions and errors are those of the pages: objects come only from selectors, every write goes through a service.
"""

from ninja import Router

from ifar.registry.alerts.api import saved_searches
from ifar.registry.api import duplicates, firearms, identification, offers, papers

router = Router()
router.add_router("", firearms.router)
router.add_router("", duplicates.router)
router.add_router("", papers.router)
router.add_router("", offers.router)
router.add_router("", saved_searches.router)
router.add_router("", identification.router)

__all__ = ["router"]
