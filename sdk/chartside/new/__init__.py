"""``python -m chartside.new my-plugin``: a plugin to begin with, whole and tested."""

from chartside.new.scaffold import NameRefused, make_plugin, next_steps

__all__ = ["NameRefused", "make_plugin", "next_steps"]
