from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_standing_searches"),
        ("accounts", "0003_notices"),
        ("ledger", "0001_initial"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
