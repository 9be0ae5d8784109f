"""Writing a new connector's distribution: complete, typed, tested, and gold before anybody has touched it."""
