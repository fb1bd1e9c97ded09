"""The JSON edge of accounts: oneself, agencies, people and their roles, proposals, API clients, the log of reads."""

from ninja import Router

from ifar.accounts.api import agencies, clients, notices, oneself, people, proposals

router = Router()
for part in (oneself, agencies, people, proposals, notices, clients):
    router.add_router("", part.router)

__all__ = ["router"]
