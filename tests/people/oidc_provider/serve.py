"""Run the provider on a free port of 127.0.0.1 and print the port. One user, one client.

python -m tests.people.oidc_provider.serve REDIRECT_URI
"""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.people.oidc_provider.settings"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


def main(redirect_uri: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.wsgi import get_wsgi_application

    user = User.objects.create_user("012345678901", "lanh@example.org", "ba dong song", first_name="Lành")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client(
        id="nhip-cau-so",
        name="Nhịp Cầu Số",
        scopes="openid\nprofile\nemail",
        skip_consent=True,
        redirect_uris=redirect_uri,
    )
    client.set_secret("secret-of-the-client-in-one-test")
    client.save()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
