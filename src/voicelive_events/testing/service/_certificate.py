"""Certificates, for clients that force TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

from ..._extras import missing

__all__ = ["certified"]


def certified(host: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context with a certificate for this machine and *host*, and the file of its authority."""
    try:
        import trustme
    except ImportError as error:
        raise missing(error, "TLS", "trustme", "service") from None
    authority = trustme.CA()
    names = dict.fromkeys(["localhost", "127.0.0.1", "::1", host])
    certificate = authority.issue_cert(*(name for name in names if name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return context, path
