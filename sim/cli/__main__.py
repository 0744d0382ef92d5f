"""``python -m sim.cli`` is the command line too."""

from sim.cli import main

main()
