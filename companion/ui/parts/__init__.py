"""The small pieces every panel is laid out from; they paint themselves from the tokens."""
