"""Requests to Odoo's application with no server between: for tests that make thousands of them."""

import threading
from contextlib import contextmanager

from werkzeug.test import Client

from odoo.http import Request, root
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME

# what a request leaves in, or takes from, the thread that carries it out
THREAD_NAMES = ("dbname", "uid", "query_count", "query_time", "perf_t0", "url")


class DirectRequests:
    """Mixin of ``HttpCase``: what is asked goes the whole way of a request, but over no socket."""

    def _csrf(self):
        """Return the token that a form of the session is sent with."""
        return Request.csrf_token(self)

    @contextmanager
    def direct_client(self):
        """Yield a client that asks in the session of the test, see :meth:`authenticate`.

        :rtype: werkzeug.test.Client
        """
        self.cr.flush()
        self.cr.clear()
        thread = threading.current_thread()
        before = {name: vars(thread)[name] for name in THREAD_NAMES if name in vars(thread)}
        client = Client(root)
        client.set_cookie("session_id", self.session.sid, domain=HOST)
        with self.allow_requests():
            client.set_cookie(TEST_CURSOR_COOKIE_NAME, self.http_request_key, domain=HOST)
            try:
                yield client
            finally:
                for name in THREAD_NAMES:
                    vars(thread).pop(name, None)
                vars(thread).update(before)
