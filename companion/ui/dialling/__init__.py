"""From a number on the screen to a phone that rings."""
