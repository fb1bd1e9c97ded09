from pathlib import Path

from django.db import migrations

BEFORE = """
DROP FUNCTION registry_markkey_note();
DROP FUNCTION registry_marks_near(integer[], text, text, text, text[], text[], integer, integer, text[]);
CREATE FUNCTION registry_marks_near(probe integer[])
RETURNS TABLE (firearm_id bigint, n smallint, kind text, plain text, folded text)
LANGUAGE plpgsql STABLE ROWS 500 SET enable_seqscan = off SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT k.firearm_id, k.n, k.kind, k.plain, k.folded FROM registry_markkey k WHERE k.keys && probe;
END $$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0005_import_triggers")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), BEFORE),
    ]
