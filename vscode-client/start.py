"""Starts the server that lies beside this file, with what it needs, and with nothing else that is installed."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from tensortidy.cli import main

if __name__ == "__main__":
    main()
