"""The gate's judgement: strict facts in, one ruling out, by policies that risk and legal people own."""
