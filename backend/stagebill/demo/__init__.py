"""The demo company: a founding and then a list of mutations, told through the one write path."""
