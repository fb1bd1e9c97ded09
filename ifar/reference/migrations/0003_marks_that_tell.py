import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0002_load_entry"),
    ]

    operations = [
        migrations.CreateModel(
            name="MarkSign",
            fields=[
                ("version", models.PositiveIntegerField()),
                ("origin", models.CharField(max_length=40)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=24)),
                ("symbols", models.CharField(blank=True, max_length=240)),
                ("reads", models.CharField(blank=True, max_length=600)),
                ("places", models.CharField(blank=True, max_length=240)),
                ("since", models.PositiveSmallIntegerField(null=True)),
                ("until", models.PositiveSmallIntegerField(null=True)),
                ("confidence", models.CharField(max_length=12)),
                (
                    "country",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="reference.country",
                    ),
                ),
                (
                    "make",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="reference.make",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SerialStyle",
            fields=[
                ("version", models.PositiveIntegerField()),
                ("origin", models.CharField(max_length=40)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("shapes", models.CharField(max_length=240)),
                ("since", models.PositiveSmallIntegerField(null=True)),
                ("until", models.PositiveSmallIntegerField(null=True)),
                ("confidence", models.CharField(max_length=12)),
                (
                    "country",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="styles",
                        to="reference.country",
                    ),
                ),
                (
                    "make",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="styles",
                        to="reference.make",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="styles",
                        to="reference.model",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="styles",
                        to="reference.firearmtype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TraceDesk",
            fields=[
                ("version", models.PositiveIntegerField()),
                ("origin", models.CharField(max_length=40)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                (
                    "country",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desks",
                        to="reference.country",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
