"""From a proposed action to a decision and a warrant."""
