"""A loop laid out for lookups: its items numbered, neighbors of one tag in one group, the required ones as bits."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from api.x12.check.grammar import Loop, Seg


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A segment or a loop inside a loop. `use` is the segment, or the one that opens the loop."""

    index: int
    group: int
    use: Seg
    keys: frozenset[str]
    name: str  # `NM1*QC`
    repeats: int
    is_required: bool
    loop_id: str = ""
    layout: "Layout | None" = None

    def fits(self, tag: str, key: str) -> bool:
        """Whether a segment is this one: the tag, and the key where the tag has several uses."""
        return self.use.tag == tag and (not key or not self.keys or key in self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A loop. The segment that opens it is never looked for inside it: one more of them is one more loop."""

    loop: Loop
    items: tuple[Item, ...]
    required: int
    by_tag: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    _inside: dict[tuple[str, str, int], list[Item]] = field(default_factory=dict)

    def find(self, tag: str, key: str, group: int) -> Item | None:
        """The first item from this group on that a segment is."""
        for item in self.by_tag.get(tag, ()):
            if item.group >= group and item.fits(tag, key):
                return item
        return None

    def find_only(self, tag: str, group: int) -> Item | None:
        """The one item from this group on with this tag: its key code is wrong, and there is nothing else it can be."""
        found = [item for item in self.by_tag.get(tag, ()) if item.group >= group]
        return found[0] if len(found) == 1 else None

    def find_inside(self, tag: str, key: str, group: int) -> list[Item]:
        """The way to an item inside a loop that is not open; empty when there is none.

        Only what opens a loop, or a required segment whose tag says it all, is worth the guess.
        """
        known = self._inside.get((tag, key, group))
        if known is None:
            known = self._inside[tag, key, group] = self._look_inside(tag, key, group)
        return known

    def _look_inside(self, tag: str, key: str, group: int) -> list[Item]:
        for item in self.items:
            if item.group < group or item.layout is None:
                continue
            inside = item.layout.find(tag, key, 0)
            if inside is not None and (inside.layout is not None or (inside.is_required and not key)):
                return [item, inside]
            deeper = item.layout.find_inside(tag, key, 0)
            if deeper:
                return [item, *deeper]
        return []


@lru_cache(maxsize=1_024)
def layout_of(loop: Loop) -> Layout:
    """The layout of a loop, worked out once."""
    items: list[Item] = []
    for group, (_, members) in enumerate(groupby(loop.items, lambda item: item.tag)):
        for member in members:
            inner = layout_of(member) if isinstance(member, Loop) else None
            use = member.trigger if isinstance(member, Loop) else member
            items.append(
                Item(
                    index=len(items),
                    group=group,
                    use=use,
                    keys=use.keys,
                    name=use.id,
                    repeats=member.repeats,
                    is_required=member.usage == "R",
                    loop_id=member.id if isinstance(member, Loop) else "",
                    layout=inner,
                )
            )
    required = sum(1 << item.index for item in items if item.is_required)
    by_tag: dict[str, tuple[Item, ...]] = {}
    for item in items[1:] if loop.id else items:
        by_tag[item.use.tag] = (*by_tag.get(item.use.tag, ()), item)
    return Layout(loop, tuple(items), required, by_tag)
