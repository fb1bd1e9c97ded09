"""The applications that a web server loads: `served` by granian's RSGI, which waits for whole requests; `application` by WSGI, for any other."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ifar.rsgi import Application

# Before the settings are read: no statement of a page keeps a process of the database busy for longer. Jobs and commands have no such limit.
os.environ.setdefault("IFAR_STATEMENT_SECONDS", "60")

_FORM_BYTES = 2**20
"""What a form may hold beside its files."""

application = get_wsgi_application()
served = Application(application, limit=settings.IFAR_UPLOAD_LIMIT + _FORM_BYTES)
