-- The lines that a movement makes, in their order; `accounts.postings` makes the same.
CREATE OR REPLACE FUNCTION ammunition_lines(e acts_event, is_now jsonb, office text)
RETURNS TABLE(n bigint, account text, agency text, holder text, lot text, amount bigint, source text)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH said AS (
        SELECT o.at, o.line ->> 'lot' AS lot, coalesce(o.line ->> 'into', o.line ->> 'lot') AS into_lot, (o.line ->> 'quantity')::bigint AS quantity,
               CASE WHEN e.kind = 'received' THEN coalesce((SELECT sum(p.amount)::bigint FROM ammunition_posting p
                   WHERE p.movement = e.subject AND p.account = 'road' AND p.lot = o.line ->> 'lot'), 0) END AS sent
        FROM jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, at)
    ), flow AS (
        SELECT * FROM (VALUES ('manufactured', 'made', 'held'), ('imported', 'imported', 'held'), ('found', 'found', 'held'), ('seized', 'seized', 'held'),
            ('opened', 'opening', 'held'), ('moved', 'held', 'held'), ('repacked', 'held', 'held'), ('sent', 'held', 'road'), ('lost', 'held', 'lost'), ('lost_by_two', 'held', 'lost'),
            ('destroyed', 'held', 'destroyed'), ('demilitarised', 'held', 'demilitarised'), ('spent', 'held', 'spent'), ('sold', 'held', 'sold')) AS f(kind, taken, given)
        WHERE f.kind = e.kind
    ), made AS (
        SELECT s.at, 1 AS side, f.taken AS account, office AS agency, CASE WHEN f.taken = 'held' THEN is_now ->> 'place' ELSE '' END AS holder,
               s.lot, -s.quantity AS amount, '' AS source FROM said s CROSS JOIN flow f
        UNION ALL
        SELECT s.at, 2, f.given, office, CASE f.given WHEN 'road' THEN e.subject
               WHEN 'held' THEN is_now ->> (CASE e.kind WHEN 'moved' THEN 'to_place' ELSE 'place' END) ELSE '' END, s.into_lot, s.quantity,
               CASE WHEN s.into_lot <> s.lot THEN s.lot ELSE '' END
        FROM said s CROSS JOIN flow f
        UNION ALL
        SELECT s.at, 1, 'road', (SELECT a.public_id FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint), e.subject, s.lot, -s.sent, ''
        FROM said s WHERE e.kind = 'received'
        UNION ALL
        SELECT s.at, 2, 'held', office, is_now ->> 'to_place', s.lot, s.quantity, '' FROM said s WHERE e.kind = 'received'
        UNION ALL
        SELECT s.at, 3, 'difference', office, '', s.lot, s.sent - s.quantity, '' FROM said s WHERE e.kind = 'received'
        UNION ALL
        SELECT p.n, 1, p.account, p.agency, p.holder, p.lot, -p.amount, p.source FROM ammunition_posting p WHERE p.event = ammunition_undoes(e)
    )
    SELECT row_number() OVER (ORDER BY m.at, m.side), m.account, m.agency, m.holder, m.lot, m.amount, m.source FROM made m WHERE m.amount <> 0
$$;
