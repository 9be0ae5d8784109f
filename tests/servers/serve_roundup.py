"""Roundup as its documentation deploys it behind WSGI, which unlike `roundup-server` does not mind who runs it: `python FILE HOME PORT`."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from roundup.cgi.wsgi_handler import RequestDispatcher


class Quiet(WSGIRequestHandler):
    def address_string(self) -> str:
        """Without asking a name server who the loopback is."""
        return str(self.client_address[0])


make_server(
    "127.0.0.1", int(sys.argv[2]), RequestDispatcher(sys.argv[1], feature_flags={"cache_tracker": ""}), handler_class=Quiet
).serve_forever()
