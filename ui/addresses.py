"""Where a face that is served can be reached: a port that is free, and whether others in the network reach it."""

from __future__ import annotations

import ipaddress
import os
import socket

from rag.base.errors import UsageError

PORTS_TO_TRY = 50


def require_free(host: str, port: int) -> None:
    """Raises UsageError where nothing can listen there, and names a port that is free."""
    problem = _why_not(host, port)
    if problem is None:
        return
    free = next(
        (other for other in range(port + 1, min(port + PORTS_TO_TRY, 65536)) if not _why_not(host, other)), None
    )
    advice = f"use --port {free}" if free else "use another --host or --port"
    raise UsageError(f"can't listen on port {port} of {host!r} ({problem}): stop what holds it, or {advice}")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str) -> str:
    """The host as it stands in a link that opens on this machine."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost" if ip.is_unspecified else f"[{host}]" if ip.version == 6 else host


def _why_not(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None
