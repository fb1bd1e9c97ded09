"""How an incident stands, as statements of the database: the services carry them out, the verifier compares.

What a source said last about an incident, in a delivery that stands, is current; what it said before was revised; what it took back, or what
came with a delivery that was undone, is withdrawn; and what a person joined with an incident of another source counts no more, as long as
that other one is there.
"""

from __future__ import annotations

from typing import Final

CURRENT, REVISED, WITHDRAWN, DUPLICATE = range(4)

_SAID: Final = """
said AS (
    SELECT i.id, i.source_id, i.external, i.delivery_id FROM hotspots_incident i JOIN asked a USING (source_id, external)
    UNION ALL
    SELECT NULL, w.source_id, w.external, w.delivery_id FROM hotspots_withdrawal w JOIN asked a USING (source_id, external)
), latest AS (
    SELECT DISTINCT ON (s.source_id, s.external) s.source_id, s.external, s.id FROM said s
    JOIN hotspots_delivery d ON d.id = s.delivery_id AND d.state <> 'withdrawn'
    ORDER BY s.source_id, s.external, s.delivery_id DESC
), stands AS (
    SELECT i.id, CASE
        WHEN d.state = 'withdrawn' OR l.id IS NULL THEN 2
        WHEN l.id <> i.id THEN 1
        WHEN EXISTS (
            SELECT FROM hotspots_pair p JOIN hotspots_source k ON k.public_id = split_part(p.kept, ' ', 1)
            JOIN hotspots_incident o ON o.source_id = k.id AND o.external = substr(p.kept, 16) JOIN hotspots_delivery e ON e.id = o.delivery_id
            WHERE p.state = 'one' AND p.dropped = f.public_id || ' ' || i.external AND e.state <> 'withdrawn') THEN 3
        ELSE 0 END AS standing
    FROM hotspots_incident i JOIN asked a USING (source_id, external) JOIN hotspots_delivery d ON d.id = i.delivery_id
    JOIN hotspots_source f ON f.id = i.source_id
    LEFT JOIN latest l ON l.source_id = i.source_id AND l.external = i.external
)
"""

SETTLE_DELIVERY: Final = f"""
WITH asked AS (
    SELECT source_id, external FROM hotspots_incident WHERE delivery_id = %s
    UNION SELECT source_id, external FROM hotspots_withdrawal WHERE delivery_id = %s
), {_SAID}
UPDATE hotspots_incident i SET standing = s.standing FROM stands s WHERE s.id = i.id AND i.standing <> s.standing
"""
"""Settle all that a delivery speaks of."""

SETTLE_ONE: Final = f"""
WITH asked AS (SELECT id AS source_id, %s::text AS external FROM hotspots_source WHERE public_id = %s), {_SAID}
UPDATE hotspots_incident i SET standing = s.standing FROM stands s WHERE s.id = i.id AND i.standing <> s.standing
"""
"""Settle one incident."""

DIFFERS: Final = f"""
WITH asked AS (SELECT DISTINCT source_id, external FROM hotspots_incident), {_SAID}
SELECT f.public_id, i.external FROM stands s JOIN hotspots_incident i ON i.id = s.id JOIN hotspots_source f ON f.id = i.source_id
WHERE i.standing <> s.standing ORDER BY 1, 2 LIMIT 100
"""
"""Incidents that stand otherwise than they should."""

_DIGEST: Final = """encode(sha256(
    coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(i.external, i.first, i.last, i.month, i.latitude, i.longitude, i.precision, i.cell,
        i.kind, i.counts, i.texts, i.rows, i.fingerprint)::text, 'UTF8')), ''::bytea ORDER BY i.external COLLATE "C")
        FROM hotspots_incident i WHERE i.delivery_id = d.id), ''::bytea)
    || '/'::bytea || coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(r.line, r.outcome, r.code, r.params)::text, 'UTF8')), ''::bytea
        ORDER BY r.line, r.outcome, r.code) FROM hotspots_row r WHERE r.delivery_id = d.id), ''::bytea)
    || '/'::bytea || coalesce((SELECT string_agg(sha256(convert_to(w.external, 'UTF8')), ''::bytea ORDER BY w.external COLLATE "C")
        FROM hotspots_withdrawal w WHERE w.delivery_id = d.id), ''::bytea)), 'hex')"""
DIGEST: Final = f"SELECT {_DIGEST} FROM hotspots_delivery d WHERE d.id = %s"
"""The digest of all that became of a delivery, from live rows: nobody changes an incident or an account of its rows unnoticed."""
DIGESTS_DIFFER: Final = f"""SELECT d.public_id FROM hotspots_delivery d WHERE d.state <> 'opened' AND {_DIGEST} <> d.digest
AND (%(all)s OR d.public_id = ANY(%(objects)s)) ORDER BY 1"""
"""Deliveries whose live rows are not what was loaded."""
LAYER_DIGEST: Final = """encode(sha256(coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(a.code, a.name, a.parent, a.disputed,
    a.shape, a.west, a.south, a.east, a.north)::text, 'UTF8')), ''::bytea ORDER BY a.code COLLATE "C") FROM hotspots_area a WHERE a.layer_id = l.id), ''::bytea)
    || coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(f.area, f.year, f.what, f.value)::text, 'UTF8')), ''::bytea
        ORDER BY f.area COLLATE "C", f.what, f.year) FROM hotspots_denominator f WHERE f.layer_id = l.id), ''::bytea)), 'hex')"""
"""The digest of a layer `l`, from live rows."""
LAYERS_DIFFER: Final = f"""SELECT l.public_id FROM hotspots_layer l WHERE l.state <> 'opened' AND {LAYER_DIGEST} <> l.digest
AND (%(all)s OR l.public_id = ANY(%(objects)s)) ORDER BY 1"""
"""Layers whose live rows are not what was loaded."""
STRANGERS: Final = """
SELECT d.public_id FROM hotspots_delivery d JOIN hotspots_source s ON s.public_id = d.source WHERE (%(all)s OR d.public_id = ANY(%(objects)s)) AND (
    EXISTS (SELECT FROM hotspots_incident i WHERE i.delivery_id = d.id AND i.source_id <> s.id)
    OR EXISTS (SELECT FROM hotspots_withdrawal w WHERE w.delivery_id = d.id AND w.source_id <> s.id)) ORDER BY 1"""
"""Deliveries that speak of incidents of another source than their own: they would revise, and take back, what that one told."""
