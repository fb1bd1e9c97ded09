"""The applications that a web server loads: `served` by granian's RSGI, which waits for whole requests; `application` by WSGI, for any other."""

import gc
import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ifar.accounts import known
from ifar.rsgi import Application

# Before the settings are read: no statement of a page keeps a process of the database busy for longer. Jobs and commands have no such limit.
os.environ.setdefault("IFAR_STATEMENT_SECONDS", "60")

_FORM_BYTES = 2**20
"""What a form may hold beside its files."""

# What is loaded stays to the end: nothing looks for garbage in it, now or later; and the first who asks does not wait for it.
gc.disable()
application = get_wsgi_application()
importlib.import_module(settings.ROOT_URLCONF)
gc.freeze()
gc.enable()
served = Application(application, limit=settings.IFAR_UPLOAD_LIMIT + _FORM_BYTES, knows=known.is_known)
