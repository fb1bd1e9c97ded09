-- Which columns an event may set.
CREATE OR REPLACE FUNCTION registry_event_may_set() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'item', 'part_kind', 'make', 'make_status', 'make_raw', 'model', 'model_status', 'model_raw', 'calibre', 'calibre_status',
        'calibre_raw', 'type', 'type_status', 'type_raw', 'country_made', 'country_made_status', 'country_made_raw', 'year',
        'year_status', 'category', 'state', 'ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'mounted_in',
        'successor', 'merged_into', 'national_security', 'compartment', 'agency', 'marks']
$$;
