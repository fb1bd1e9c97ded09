from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0001_initial"),
        ("recoveries", "0004_triggers_of_custody"),
        ("registry", "0013_licence_uses"),
        ("accounts", "0003_notices"),
        ("ledger", "0001_initial"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
