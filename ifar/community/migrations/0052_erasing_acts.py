from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("community", "0051_in_order"), ("files", "0006_deposited_again")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
