from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0005_erasure_elsewhere"),
        ("tracing", "0004_measures"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
