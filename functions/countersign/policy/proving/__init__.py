"""Statements about all requests that can ever be, proved or refuted with an example by the solver z3."""
