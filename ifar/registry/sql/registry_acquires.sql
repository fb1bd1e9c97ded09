-- Kinds of events that acquire under the licence that their details name (`registry/uses.py`).
CREATE OR REPLACE FUNCTION registry_acquires(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('acquired', 'inherited', 'privately_transferred', 'retail_sold', 'returned_to_owner', 'sold_from_disposal', 'sold_to_civilians')
$$;
