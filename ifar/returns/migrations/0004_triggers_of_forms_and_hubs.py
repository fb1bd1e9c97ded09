from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_forms_and_hubs")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
