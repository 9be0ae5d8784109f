"""Where the nouns are kept: keys, rows and the transactions that change them."""
