from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What lies in somebody else's deposit has left the book of the trader who owns it. It is not taken back: the functions before it stay."""

    dependencies = [("registry", "0035_former_facts")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
