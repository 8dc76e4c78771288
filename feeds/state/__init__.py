"""What pulling remembers between polls and across restarts, in one small SQLite file."""

from feeds.state.feed_state import FeedState, Status, adopt, fresh

__all__ = ["FeedState", "Status", "adopt", "fresh"]
