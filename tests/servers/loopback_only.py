"""Runs a module that would listen on every interface, on the loopback alone: `python FILE MODULE ARGUMENTS`."""

import runpy
import socket
import sys
from typing import Any

# The last for a socket of IPv6 that takes IPv4 too: the loopback of the latter, which every machine has.
_LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::ffff:127.0.0.1"}  # noqa: S104  what is replaced


class LoopbackSocket(socket.socket):
    def bind(self, address: Any) -> None:
        host, *port = address
        super().bind((_LOOPBACK.get(host, host), *port))


socket.socket = LoopbackSocket  # type: ignore[misc]  # for whatever the module imports
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
