"""What is searched by words: a virtual table on SQLite, a stored tsvector on PostgreSQL."""

from django.db import migrations

from goldenthread.core.search import create, drop


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]
    operations = [migrations.RunPython(create, drop)]
