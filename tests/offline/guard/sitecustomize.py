"""Loaded by every Python of a guarded run: forbids each connection and name look-up beyond this machine, and notes it.

Python imports a module of this name at its start when it stands on PYTHONPATH.
"""

import os
import sys
from ipaddress import ip_address
from pathlib import Path

NOTES = Path(os.environ["NO_NETWORK_NOTES"])


def _away(host: object) -> bool:
    """Whether it is another machine; a path of a Unix socket and an empty host are this one."""
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost"):
        return False
    try:
        address = ip_address(name.split("%")[0])
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


def _watch(event: str, details: tuple[object, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = details[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = details[1][0] if isinstance(details[1], tuple) else None
    else:
        return
    if _away(host):
        with NOTES.open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {host!r}\n")
        raise PermissionError(f"{event} {host!r} is forbidden in this run")


sys.addaudithook(_watch)
