"""The key of a group: what readings, cases and tallies of one company are partitioned by."""

import re
import unicodedata
from hashlib import blake2b

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 80


def group_key(group: str) -> str:
    """A stable slug for Kafka keys and REST paths: "Johnson & Johnson" -> "johnson-and-johnson".

    Names in other scripts and over-long names get a hash, so that two names never share a key by
    losing their letters.
    """
    plain = unicodedata.normalize("NFKD", group.casefold().replace("&", " and "))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    slug = _OTHER.sub("-", kept).strip("-")
    letters = sum(c.isalnum() for c in kept)
    lost = letters - sum(c.isalnum() for c in slug)
    if lost or len(slug) > _LONGEST or not slug:
        digest = blake2b(group.casefold().encode(), digest_size=6).hexdigest()
        slug = f"{slug[:_LONGEST]}-{digest}".lstrip("-")
    return slug
