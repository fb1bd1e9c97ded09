from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parties", "0006_barred_keys")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
