"""What files are kept for: who may deposit and open them, which kinds they may be of, and how large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024
PHOTOGRAPHS: Final = frozenset({"jpeg", "png", "webp", "heic"})
"""What cameras and telephones make."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: permissions to deposit and to open, kinds of `kinds.py` that it takes, and the limit in bytes.

    `limit` None means the limit of the installation (setting `IFAR_UPLOAD_LIMIT`). `open` empty: nobody opens it by its hash; the app that
    deposited it shows it, under its own condition.
    """

    deposit: str
    open: str
    kinds: frozenset[str]
    limit: int | None


PURPOSES: Final[Mapping[str, Purpose]] = {
    "legacy_register": Purpose(
        "registry:import:prepare", "registry:import:prepare", frozenset({"text", "zip", "ole"}), None
    ),
    "photograph": Purpose("registry:event:record", "registry:firearm:read", PHOTOGRAPHS, 20 * MEGABYTE),
    "application_document": Purpose(
        "portal:own:act",
        "licensing:application:read",
        PHOTOGRAPHS | {"pdf"},
        10 * MEGABYTE,
    ),
    "likeness": Purpose("cashier:likeness:take", "cashier:likeness:read", PHOTOGRAPHS, 10 * MEGABYTE),
    "recovery_table": Purpose(
        "recoveries:case:write", "recoveries:case:read", frozenset({"text", "zip", "ole"}), 20 * MEGABYTE
    ),
    # Lists of things for one act on many: read at once; kept so that it can be said what was given.
    "bulk_list": Purpose("accounts:agency:read", "", frozenset({"text", "zip", "ole"}), 20 * MEGABYTE),
    # Signed files between States: opened by the request or the exchange that they belong to, and by nothing else.
    "trace_file": Purpose(
        "tracing:request:write", "tracing:request:write", frozenset({"text"}), 2 * MEGABYTE
    ),
    # Signed returns of States at a hub: kept so that a signature can be checked again; opened by those who take them in.
    "return_package": Purpose(
        "returns:package:receive", "returns:package:receive", frozenset({"text"}), 2 * MEGABYTE
    ),
    # Letters from outside and answers to them, sealed to keys that the register does not have: nobody opens one by its hash.
    "sealed_letter": Purpose("oversight:desk:work", "", frozenset({"binary"}), 33 * MEGABYTE),
    "incidents": Purpose(
        "hotspots:source:manage", "hotspots:source:manage", frozenset({"text", "zip", "ole"}), None
    ),
    "boundaries": Purpose(
        "hotspots:source:manage", "hotspots:source:manage", frozenset({"text", "zip", "ole"}), 64 * MEGABYTE
    ),
    # Pictures and documents of posts: seen by whoever sees the post, at the community's own addresses; the originals are never kept
    # (`services.keep_clean`, `documents.keep_flat`).
    "community_attachment": Purpose("community:post:write", "", PHOTOGRAPHS | {"pdf"}, 15 * MEGABYTE),
    # Documents of the community's library: shown page by page as pictures (`documents.py`), by whoever sees the guide.
    "community_guide": Purpose("community:post:write", "", frozenset({"pdf"}), 30 * MEGABYTE),
    # Documents of the strategy's projects: read page by page as pictures, by whoever sees the strategy.
    "programme_document": Purpose("programme:project:write", "", frozenset({"pdf"}), 30 * MEGABYTE),
    # Files of the IATI standard of other organisations, and extracts of the organisation's own accounts: kept with what was taken from them.
    "iati_file": Purpose(
        "programme:others:take", "programme:others:take", frozenset({"text", "xml"}), 20 * MEGABYTE
    ),
    "finance_extract": Purpose(
        "programme:fund:post", "programme:fund:read", frozenset({"text", "zip", "ole"}), 20 * MEGABYTE
    ),
    # Papers of other States on which authorisations of international transfers rest.
    "transfer_paper": Purpose("trade:transfer:write", "trade:transfer:read", PHOTOGRAPHS, 20 * MEGABYTE),
    # Sanctions and denial lists that two people decide about: what the second one decides is read from it again.
    "sanctions_list": Purpose("trade:list:propose", "", frozenset({"text", "xml"}), 64 * MEGABYTE),
    # What shows that goods which left arrived.
    "delivery_proof": Purpose("trade:delivery:write", "trade:transfer:read", PHOTOGRAPHS, 20 * MEGABYTE),
    # How an officer confirmed without a line what they received: shown on the page of the issue.
    "officer_signature": Purpose(
        "stocks:issue:record", "stocks:roster:read", frozenset({"png"}), MEGABYTE // 4
    ),
    "exhibit_photograph": Purpose(
        "recoveries:case:write", "recoveries:case:read", PHOTOGRAPHS, 20 * MEGABYTE
    ),
}
