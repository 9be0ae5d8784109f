"""What can be proved of the record: that it is whole, and what happened in a case, also without us."""
