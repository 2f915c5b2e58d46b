"""Tests of the documentation: its programs, its pages, what is written from the classes."""
