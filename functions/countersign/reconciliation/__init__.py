"""What outside systems list as done, held against what the hub knows of, in both directions. Reads only."""
