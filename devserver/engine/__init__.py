"""The engine: it decides what a run does next, and remembers what it did."""
