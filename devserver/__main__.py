"""`python -m devserver` is the command line."""

from devserver.cli import main

main()
