from pathlib import Path

from django.db import migrations

UNDO = """
DROP FUNCTION registry_open_since(text);
DROP FUNCTION registry_ended_on(timestamptz, text, uuid);
DROP FUNCTION reference_years_after(date, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_follow_in_one"), ("reference", "0001_initial")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
