"""Work that waits for a person: one open item a kind and subject, found again by whoever works across practices."""

from api.worklists.close_items import close_items
from api.worklists.items import KINDS, NewItem
from api.worklists.look_up import open_item
from api.worklists.open_items import open_items, set_items

__all__ = ["KINDS", "NewItem", "close_items", "open_item", "open_items", "set_items"]
