from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_triggers")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP FUNCTION registry_marks_near(integer[]);"
            "DROP INDEX registry_markkey_folded, registry_markkey_reversed, registry_markkey_keys;"
            "ALTER TABLE registry_markkey ALTER COLUMN keys SET STATISTICS DEFAULT;",
        ),
    ]
