"""Two addresses for whoever watches over the server; they tell nothing about anyone."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .checks import text_messages_have_a_gateway


@require_safe
@never_cache
def alive(request):
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request):
    """The process can serve: database, migrations, text messages; else 503 with what is missing."""
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception as problem:  # noqa: BLE001 (any failure means "not ready"; its class is told, its text may hold data)
        return JsonResponse({"ready": False, "problem": type(problem).__name__}, status=503)
    if text_messages_have_a_gateway(None):
        return JsonResponse({"ready": False, "problem": "SMS_BACKEND"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "problem": f"{waiting} migrations to apply"}, status=503)
    return JsonResponse({"ready": True})
