from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0004_erasure_of_likenesses"),
        ("holders", "0002_triggers"),
        ("recoveries", "0002_triggers"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
