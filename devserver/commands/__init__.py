"""What the commands do; `cli.py` reads arguments and environment and calls them."""
