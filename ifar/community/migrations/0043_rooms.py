from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("community", "0042_membership"), ("tracing", "0005_what_leaves_and_lapses")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
