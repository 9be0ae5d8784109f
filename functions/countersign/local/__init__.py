"""The local stack: an AWS emulator and the sandbox company as processes on the loopback."""
