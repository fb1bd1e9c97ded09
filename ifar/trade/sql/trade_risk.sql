-- What of a risk assessment refuses the grant on a day, by the rows of the list that hold then (ATT art. 6-7): the code of a row; null where nothing does.
CREATE OR REPLACE FUNCTION trade_risk(a jsonb, on_day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT r.code FROM reference_riskcriterion r
    JOIN accounts_agency o ON o.id = (a ->> 'agency_id')::bigint
    LEFT JOIN LATERAL (
        SELECT s ->> 'answer' AS answer, coalesce(s -> 'mitigated' = 'true', false) AS mitigated
        FROM jsonb_array_elements(a -> 'answers') s WHERE s ->> 'criterion' = r.code ORDER BY 1 DESC LIMIT 1
    ) said ON true
    WHERE (r.valid_from IS NULL OR r.valid_from <= on_day) AND (r.valid_to IS NULL OR r.valid_to >= on_day)
      AND (r.kinds = '' OR a ->> 'kind' = ANY (string_to_array(r.kinds, '|')))
      AND (r.by_states = '' OR o.country = ANY (string_to_array(r.by_states, '|')))
      AND (said.answer IS NULL OR said.answer NOT IN ('no', 'yes', 'not_known')
           OR said.answer <> 'no' AND (r.rank = 'prohibition' OR NOT said.mitigated OR a ->> 'risk' = 'acceptable'))
    ORDER BY r.position LIMIT 1
$$;
