"""The parties over HTTP."""

from ifar.parties.api.bars import router as bars
from ifar.parties.api.parties import router

router.add_router("", bars)

__all__ = ["router"]
