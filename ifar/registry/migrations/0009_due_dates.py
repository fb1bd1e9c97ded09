from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_standing_triggers")]
    # Only events that open a duty are in it; the first page asks for what is due (`selectors/duties.py`).
    operations = [
        migrations.RunSQL(
            "CREATE INDEX registry_event_due ON registry_event ((checks #>> '{deadlines,0,due}')) WHERE checks ? 'deadlines'",
            "DROP INDEX registry_event_due",
        )
    ]
