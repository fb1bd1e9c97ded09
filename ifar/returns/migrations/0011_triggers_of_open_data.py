from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("returns", "0010_open_data_and_rollups"), ("accounts", "0005_remembered")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
