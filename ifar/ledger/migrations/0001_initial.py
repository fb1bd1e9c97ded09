from pathlib import Path

import django.db.models.deletion
from ifar.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("entry", models.UUIDField()),
                        ("schema", models.TextField()),
                        ("act", models.TextField()),
                        ("actor", models.TextField()),
                        ("agency", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        ("object", models.TextField()),
                        ("previous", models.UUIDField(null=True)),
                        ("commitments", models.JSONField()),
                        ("canonical", models.BinaryField()),
                        ("leaf", models.BinaryField()),
                    ],
                    options={
                        "db_table": "ledger_entry",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="Personal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("entry", models.UUIDField()),
                        ("field", models.TextField()),
                        ("salt", models.BinaryField()),
                        ("value", models.JSONField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "field"), name="ledger_personal_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("erasure", models.UUIDField()),
                        ("entry", models.UUIDField()),
                        ("field", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "field"), name="ledger_erasure_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leaf",
                    fields=[
                        ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("entry_id", models.BigIntegerField(unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Tile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.SmallIntegerField()),
                        ("index", models.BigIntegerField()),
                        ("hashes", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("level", "index"), name="ledger_tile_place")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("root", models.BinaryField()),
                        ("note", models.TextField()),
                        ("signed_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Key",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("vkey", models.TextField(unique=True)),
                        ("from_size", models.BigIntegerField()),
                        ("entry", models.UUIDField(null=True)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Cosignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                db_column="size",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cosignatures",
                                to="ledger.checkpoint",
                            ),
                        ),
                        ("witness", models.TextField()),
                        ("line", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("checkpoint", "witness"), name="ledger_cosignature_once"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
