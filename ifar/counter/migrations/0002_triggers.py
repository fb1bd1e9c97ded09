from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("counter", "0001_initial"),
        ("acts", "0001_initial"),
        ("licensing", "0002_triggers"),
        ("registry", "0002_triggers"),
        ("papers", "0002_triggers"),
        ("files", "0003_removals"),
        ("reference", "0005_fee_rules"),
    ]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
