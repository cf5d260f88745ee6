"""`python -m authing`: the command line, where the command is not on the path."""

from authing.cli import main

main()
