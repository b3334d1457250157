"""An invented company with twelve weeks of calls, so that nobody looks around an empty window."""
