"""How much the site costs, from outside: real gunicorn processes on loopback, a scratch folder, a scratch database."""
