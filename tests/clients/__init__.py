"""Clients that are not ours, at the stand-in. They are large: a command of its own runs them."""
