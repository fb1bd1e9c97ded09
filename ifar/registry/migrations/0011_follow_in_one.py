from pathlib import Path

from django.db import migrations

DESCRIBED = ("make", "model", "calibre", "type", "country_made", "year")


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_allowances"), ("ledger", "0002_admit_in_one")]
    operations = [
        *(
            migrations.RemoveConstraint("firearm", f"registry_firearm_{name}")
            for name in ("item", "compartment", *DESCRIBED)
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
