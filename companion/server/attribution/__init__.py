"""Which campaign touches belong to: the rules over what is kept, what they leave, and again."""
