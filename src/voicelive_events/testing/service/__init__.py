"""A stand-in for the service: it tests a voice agent without the cloud, with any client."""
