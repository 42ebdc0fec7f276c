from django.db import migrations


class Migration(migrations.Migration):
    # Apart from the one that fills its successor: PostgreSQL alters no table with changes still under way.
    dependencies = [("assessments", "0007_lessons")]

    operations = [migrations.RemoveField(model_name="item", name="lesson_key")]
