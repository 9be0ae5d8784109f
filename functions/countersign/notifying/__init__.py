"""What to tell whom, and when to try again."""
