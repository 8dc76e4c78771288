"""The dashboard's HTTP face: REST under /api, live events, exports, probes, metrics."""

from dashboard.api.app import create_app

__all__ = ["create_app"]
