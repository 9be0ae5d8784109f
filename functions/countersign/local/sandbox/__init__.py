"""Larkfield Goods: a small company whose five systems behave like vendors' systems, on a bad day too."""
