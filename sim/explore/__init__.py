"""A page on one's own machine on which policies are moved and the answer follows."""
