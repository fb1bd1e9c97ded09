from pathlib import Path

from django.db import migrations

UNDO = """
DROP TRIGGER p_allow ON registry_event;
DROP TRIGGER a_allow ON registry_event;
DROP FUNCTION registry_event_allow_first();
DROP FUNCTION registry_event_allow();
DROP FUNCTION registry_event_within(registry_event, text, text, boolean);
DROP TABLE registry_allowance;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_due_dates")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
