from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0012_others_and_extracts"), ("files", "0002_triggers")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
