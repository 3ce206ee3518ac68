"""One event for reading and checking, and its story."""
