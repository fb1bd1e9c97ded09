from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("accounts", "0005_remembered"), ("ledger", "0001_initial")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
