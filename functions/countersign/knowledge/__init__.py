"""Approved articles only: found for a question, and cited with every claim."""
