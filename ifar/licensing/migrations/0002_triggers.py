from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("licensing", "0001_initial"),
        ("parties", "0005_bar_triggers"),
        ("registry", "0002_triggers"),
        ("reference", "0004_licence_kinds"),
    ]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
