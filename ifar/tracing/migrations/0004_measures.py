from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0003_measures_and_lots"),
        ("reference", "0008_hours_of_desks"),
        ("papers", "0002_triggers"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
