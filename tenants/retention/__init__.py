"""What ends by itself: answers kept for a day. Claims, money, files and audit are kept; erasure is the end of a key."""

from tenants.retention.expire import expire_answers

__all__ = ["expire_answers"]
