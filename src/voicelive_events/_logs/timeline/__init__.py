"""A session as a picture: who spoke when, what was said, and what went wrong."""
