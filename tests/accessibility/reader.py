"""What a screen reader finds: run by the system's own Python, which has the AT-SPI bindings.

``tree`` prints every control of the window, one JSON object a line; ``focus`` prints the one that
has the keyboard.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402 - the version must be named first

STATES = {
    "focusable": Atspi.StateType.FOCUSABLE,
    "focused": Atspi.StateType.FOCUSED,
    "showing": Atspi.StateType.SHOWING,
}


def main():
    """Print what was asked for."""
    found = [each for root in programs() for each in below(root, 0)]
    for each in found:
        if sys.argv[1] == "tree" or each["focused"]:
            print(json.dumps(each))


def programs():
    """Return the windows' programs but the desktop's own helpers."""
    desktop = Atspi.get_desktop(0)
    children = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
    return [each for each in children if each is not None and each.get_child_count()]


def below(node, depth):
    """Yield a control and all that hang below it, in the order a reader walks them."""
    states = node.get_state_set()
    yield {
        "depth": depth,
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        **{name: states.contains(state) for name, state in STATES.items()},
    }
    for index in range(min(node.get_child_count(), 500)):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from below(child, depth + 1)


main()
