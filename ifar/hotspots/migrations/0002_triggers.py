from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("hotspots", "0001_initial"),
        ("tracing", "0002_triggers"),
        ("recoveries", "0002_triggers"),
        ("registry", "0013_licence_uses"),
        ("accounts", "0003_notices"),
        ("ledger", "0001_initial"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
