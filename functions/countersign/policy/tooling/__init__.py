"""What owners of policies work with: cases, measures of how well they test, proofs and comparisons. No function needs any of it."""
