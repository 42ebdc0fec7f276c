from django.db import migrations


def name_lessons(apps, schema_editor):
    """What was only a key becomes the lesson's page, in the language of the question where there is one."""
    Item, Page = apps.get_model("assessments", "Item"), apps.get_model("wagtailcore", "Page")
    for item in Item.objects.exclude(lesson_key=None):
        pages = Page.objects.filter(translation_key=item.lesson_key)
        item.lesson = pages.filter(locale__language_code=item.language).first() or pages.first()
        item.save(update_fields=["lesson"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_sections")]

    operations = [migrations.RunPython(name_lessons, migrations.RunPython.noop)]
