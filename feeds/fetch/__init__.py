"""Addresses in, responses out: guarded, limited, conditional HTTP."""

from feeds.fetch.address import AddressError, GuardedResolver, check_url, refusal
from feeds.fetch.client import Client, Limits
from feeds.fetch.response import Failure, FetchError, Hop, Response

__all__ = [
    "AddressError",
    "Client",
    "Failure",
    "FetchError",
    "GuardedResolver",
    "Hop",
    "Limits",
    "Response",
    "check_url",
    "refusal",
]
