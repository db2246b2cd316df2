"""The sandbox payer as a channel: what it remembers of a practice, its calendar, and how its files come back."""

from api.sandbox_channel.answer_file import SandboxChannel

__all__ = ["SandboxChannel"]
