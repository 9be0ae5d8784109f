"""The told story: real messages through the deployed hub, each with the end it must have."""
