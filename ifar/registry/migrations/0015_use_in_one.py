from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_sought")]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="registry_event_precision"),
        migrations.RemoveConstraint(model_name="event", name="registry_event_occurred"),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
