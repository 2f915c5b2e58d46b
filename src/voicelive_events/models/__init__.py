"""Nested models, one module a subject."""
