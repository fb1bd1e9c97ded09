from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0011_triggers_of_the_flow")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
