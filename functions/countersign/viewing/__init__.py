"""What people look at: built from the record, read only."""
