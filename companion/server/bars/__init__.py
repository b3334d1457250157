"""Numbers that must not be called: lists of others, and objections that outlive their people."""
