"""The recipes of docs/scale.md: that they compute what they should, and how fast they do."""
