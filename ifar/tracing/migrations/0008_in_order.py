from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracing", "0007_requests_that_are_alike")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
