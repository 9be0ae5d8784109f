"""The conformance kit: holds what a connector declares against what it does. For vendors and operators, not shipped to Lambda."""
