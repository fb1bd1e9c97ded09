-- Whether an event says when it happened in a form that holds together.
CREATE OR REPLACE FUNCTION registry_event_is_formed(e registry_event) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (e.precision IN ('instant', 'day', 'month', 'year', 'range', 'unknown')
            AND (e.precision = 'unknown' AND e.occurred_from IS NULL AND e.occurred_to IS NULL
                 OR e.precision <> 'unknown' AND e.occurred_from <= e.occurred_to)) IS NOT FALSE
$$;
