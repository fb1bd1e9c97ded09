import django.db.models.deletion
import django.db.models.functions.datetime
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="File",
                    fields=[
                        ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField()),
                        ("kind", models.TextField()),
                        ("media_type", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                                name="files_file_sha256",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)), name="files_file_size"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Derivative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("form", models.TextField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="derivatives",
                                to="files.file",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["original", "form"], name="files_derivative_of")],
                    },
                ),
                migrations.CreateModel(
                    name="Deposit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("name", models.TextField()),
                        ("purpose", models.TextField()),
                        ("actor", models.TextField()),
                        ("compartment", models.TextField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deposits",
                                to="files.file",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compartment__in", ("civilian", "police", "defence", "courts"))
                                ),
                                name="files_deposit_compartment",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Removal",
                    fields=[
                        (
                            "file",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="removals",
                                to="files.file",
                            ),
                        ),
                        ("erasure", models.UUIDField()),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("last_deposit", models.BigIntegerField(default=0)),
                        ("last_copy", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "erasure"), name="files_removal_once")
                        ],
                    },
                ),
            ],
        ),
    ]
