"""The benchmark: ``python -m tests.benchmarks``, with the packages of the group ``bench``."""
