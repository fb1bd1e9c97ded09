from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0002_triggers"),
        ("registry", "0013_licence_uses"),
        ("parties", "0005_bar_triggers"),
        ("papers", "0002_triggers"),
        ("licensing", "0002_triggers"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
