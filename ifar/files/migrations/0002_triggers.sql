-- What was deposited is never changed or taken away; the folder keeps the contents read-only as well.
SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY['files_file', 'files_deposit', 'files_derivative']) AS name;
