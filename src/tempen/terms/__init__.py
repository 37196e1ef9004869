"""The nouns that rooms share. Nothing here reads, writes or computes more than a property."""
