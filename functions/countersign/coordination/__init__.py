"""One customer, many channels: what we know of them and how well, and how often we reach them."""
