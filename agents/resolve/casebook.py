"""The casebook of one group: its case files, accounts and mentions in the store, for one event.

Everything is read through and written to a `Journal`; each value stays bounded. Keys, after the
group's key: `case|ID` the file, `glance|ID` its profile, `account|ID` which case an account is in
(or which account it was folded into), `told|ID|N` pages of the mentions that tell it, `mention|ID`,
`item|ID`, `decision|ID`, `find|FACET`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from agents.resolve import casefile, glance, index
from agents.resolve.account import Account
from agents.resolve.casefile import Casefile
from agents.resolve.journal import Journal, Store
from agents.resolve.profile import Profile, together
from agents.resolve.settings import ResolveSettings
from schemas.case import Case, Placement
from schemas.codec import decode, encode
from schemas.group import group_key

_TOLD_PAGE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRecord:
    """Where a mention is: its account, the page that lists it, and the placement sent for it.

    `lead`: it is the one mention of its item that counts the item for its case.
    """

    account: str
    page: int
    lead: bool
    placement: Placement


class Casebook:
    """Reads and writes of one event."""

    def __init__(self, store: Store, group: str, settings: ResolveSettings) -> None:
        """Finishes what a crash left undone."""
        self.group = group
        self.settings = settings
        self.prefix = group_key(group) + "|"
        self.journal = Journal(store, self.prefix + "journal")
        self.before: dict[str, Casefile | None] = {}
        self._files: dict[str, Casefile] = {}
        self._homes: dict[str, str] = {}
        self.folded: dict[str, list[str]] = {}
        self._profiles: dict[str, Profile | None] = {}

    # case files

    def file(self, case: str) -> Casefile | None:
        """The file of `case` as this event left it; None where there is none."""
        if case not in self._files:
            raw = self.journal.get(f"{self.prefix}case|{case}")
            self.before.setdefault(case, casefile.unpack(raw) if raw else None)
            known = self.before[case]
            if known is None:
                return None
            self._files[case] = known
        return self._files[case]

    def put(self, file: Casefile) -> None:
        """Change a file; it can be found by its accounts at once. `save` writes it."""
        known = self.file(file.case.id)
        if known is None or _ids(known) != _ids(file):
            file = replace(file, facets=tuple(index.facets(file.accounts)))
            self._index(file, set(known.facets if known else ()))
        if known is None or _told(known) != _told(file):
            self._glance(file)
        self._files[file.case.id] = file
        self._homes.update((account.id, file.case.id) for account in file.accounts)

    def changed(self) -> list[str]:
        """The ids of the files that this event changed, in order."""
        return sorted(case for case, file in self._files.items() if file != self.before.get(case))

    def save(self, case: str) -> None:
        """Write one file with the case of each of its accounts."""
        file, before = self._files[case], self.before.get(case)
        known = {account.id for account in before.accounts} if before else set()
        for account in file.accounts:
            if account.id not in known or account.id in self.folded:
                self._write_account(account.id, case=case)
        self.journal[f"{self.prefix}case|{case}"] = casefile.pack(file)

    def profile(self, case: str) -> Profile | None:
        """What all accounts of a case tell together; None for a case without any."""
        if case not in self._profiles:
            raw = self.journal.get(f"{self.prefix}glance|{case}")
            self._profiles[case] = glance.unpack(raw) if raw else None
        return self._profiles[case]

    def _glance(self, file: Casefile) -> None:
        key = f"{self.prefix}glance|{file.case.id}"
        found = together(file.accounts) if file.accounts else None
        self._profiles[file.case.id] = found
        self.journal[key] = glance.pack(found) if found else b""

    def _index(self, file: Casefile, old: set[str]) -> None:
        pages = self.prefix + "find|"
        index.leave(self.journal, pages, file.case.id, sorted(old - set(file.facets)))
        fresh = [facet for facet in file.facets if facet not in old or facet.endswith("-latest")]
        index.enter(self.journal, pages, file.case.id, fresh, self.settings.page)

    # accounts

    def home(self, account: str) -> tuple[str, str] | None:
        """The account that `account` was folded into (or itself) and its case, while it is told."""
        record = self._json(f"account|{account}") or {}
        # One folded away earlier may have been told again by this event: then it has its own case.
        while account not in self._homes and "into" in record:
            account = record["into"]
            record = self._json(f"account|{account}") or {}
        case = self._homes.get(account) or record.get("case")
        file = self.file(case) if case else None
        if file is None or all(one.id != account for one in file.accounts):
            return None
        return account, file.case.id

    def account(self, home: tuple[str, str]) -> Account:
        """The account at a `home`."""
        file = self.file(home[1])
        found = [one for one in file.accounts if one.id == home[0]] if file else []
        if not found:
            raise LookupError(f"no account {home[0]} in case {home[1]}")
        return found[0]

    def fold(self, account: str, into: str) -> None:
        """From now on `account` and the mentions that tell it count as `into`."""
        records = list(self.told(account))
        for record in records:
            self.displace(record)
            self.place(record.placement, into, lead=record.lead)
        ids = [record.placement.mention.id for record in records]
        self.folded.setdefault(account, []).extend(ids)
        self._homes.pop(account, None)
        self._write_account(account, into=into)

    def _write_account(self, account: str, **fields: str) -> None:
        record = self._json(f"account|{account}") or {}
        kept = {"page": record["page"]} if "page" in record else {}
        self._put_json(f"account|{account}", kept | fields)

    # mentions

    def mention(self, mention: str) -> MentionRecord | None:
        """Where a mention is; None where it is not known. Its case is that of its account."""
        record = self._json(f"mention|{mention}")
        if not record:
            return None
        placement = decode(Placement, orjson.dumps(record["placement"]))
        home = self.home(record["account"])
        return MentionRecord(
            account=record["account"],
            page=record["page"],
            lead=record["lead"],
            placement=replace(placement, case=home[1]) if home else placement,
        )

    def place(self, placement: Placement, account: str, *, lead: bool) -> None:
        """Note a new mention of `account`."""
        record = self._json(f"account|{account}") or {}
        page = int(record.get("page", 0))
        listed = self._list(f"told|{account}|{page}")
        if len(listed) >= _TOLD_PAGE:
            page, listed = page + 1, []
        self._put_json(f"told|{account}|{page}", [*listed, placement.mention.id])
        self._put_json(f"account|{account}", record | {"page": page})
        self._write_mention(account, page, placement, lead=lead)

    def rewrite(self, record: MentionRecord) -> None:
        """The same mention, in another case or counting its item."""
        self._write_mention(record.account, record.page, record.placement, lead=record.lead)

    def displace(self, record: MentionRecord) -> None:
        """Forget a mention."""
        key = f"told|{record.account}|{record.page}"
        gone = record.placement.mention.id
        self._put_json(key, [one for one in self._list(key) if one != gone])
        self.journal.erase(f"{self.prefix}mention|{gone}")

    def told(self, account: str) -> Iterator[MentionRecord]:
        """Every mention of an account."""
        record = self._json(f"account|{account}") or {}
        for page in range(int(record.get("page", 0)) + 1):
            for mention in self._list(f"told|{account}|{page}"):
                known = self.mention(mention)
                if known:
                    yield known

    def _write_mention(self, account: str, page: int, placement: Placement, *, lead: bool) -> None:
        whole = orjson.Fragment(encode(placement))
        fields = {"account": account, "page": page, "lead": lead, "placement": whole}
        self._put_json(f"mention|{placement.mention.id}", fields)

    # items and decisions

    def record(self, key: str) -> dict[str, Any]:
        """A JSON record of the group, empty where there is none."""
        return self._json(key) or {}

    def put_record(self, key: str, value: dict[str, Any]) -> None:
        """Write a JSON record of the group."""
        self._put_json(key, value)

    def present(self, cases: list[str]) -> list[Case]:
        """The cases with these ids as they are now."""
        return [file.case for file in map(self.file, cases) if file is not None]

    def find(self, account: Account, most: int) -> list[str]:
        """The ids of the cases that `account` is likeliest to tell, best first."""
        return index.candidates(self.journal, self.prefix + "find|", account, most)

    def _json(self, key: str) -> dict[str, Any] | None:
        raw = self.journal.get(self.prefix + key)
        value: dict[str, Any] | None = orjson.loads(raw) if raw else None
        return value

    def _list(self, key: str) -> list[str]:
        raw = self.journal.get(self.prefix + key)
        value: list[str] = orjson.loads(raw) if raw else []
        return value

    def _put_json(self, key: str, value: object) -> None:
        self.journal[self.prefix + key] = orjson.dumps(value)


def _told(file: Casefile) -> set[tuple[str, dt.date | None]]:
    """What a profile follows from: the accounts and how long they were told."""
    return {(one.id, one.last_told.date() if one.last_told else None) for one in file.accounts}


def _ids(file: Casefile) -> set[str]:
    return {account.id for account in file.accounts}
