"""The engine: dict-backed typed models. It knows nothing of the Voice Live API."""
