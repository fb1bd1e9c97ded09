from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


BACK = """
DROP TRIGGER enter ON registry_firearm; DROP TRIGGER pass ON registry_firearm;
DROP FUNCTION registry_firearm_enter(); DROP FUNCTION registry_firearm_pass(); DROP FUNCTION registry_authority_over(bigint);
DROP FUNCTION registry_is_trader(text); DROP FUNCTION registry_is_first_stock(text); DROP FUNCTION registry_is_in_a_book(text);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0033_former")]

    operations = [
        migrations.CreateModel(
            name="BookLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "firearm_id",
                        "holder",
                        "since",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("holder", models.CharField(max_length=14)),
                ("since", models.IntegerField()),
                ("until", models.IntegerField(null=True)),
                (
                    "firearm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book_lines",
                        to="registry.firearm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["holder", "firearm"], name="registry_bookline_holder")]
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), BACK),
    ]
