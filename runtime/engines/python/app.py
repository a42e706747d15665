"""Toolgate's Python engine: CPython as a component of world `engine`. This file is what componentize-py wraps: it hands the
two exports over, and everything that is done once is done while it is imported, before the snapshot is taken.

It never knows a policy, a provider's kind or where in its author's text a script stood: the host does."""

import wit_world

from toolgate import engine


class WitWorld(wit_world.WitWorld):
    """The world's exports."""

    def load(self, source: str) -> None:
        engine.load(source)

    def run(self, input: str) -> str:
        # What the generated code hands to `first_poll`, which is the engine's own (see `toolgate.host`).
        return input


engine.warm_up()
