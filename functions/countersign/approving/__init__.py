"""Who may answer, in whose name, and how sure it must be that it is them."""
