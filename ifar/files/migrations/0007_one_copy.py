from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("files", "0006_deposited_again")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
