"""DevServer turns a text into media through stages that JSON files declare."""

__version__ = "0.1.0"
