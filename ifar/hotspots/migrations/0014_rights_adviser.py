from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0013_what_stands_behind_alerts")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
