"""The WSGI application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

# Before the settings are read: no statement of a page keeps a process of the database busy for longer. Jobs and commands have no such limit.
os.environ.setdefault("IFAR_STATEMENT_SECONDS", "60")

application = get_wsgi_application()
