"""A page on one's own machine, on which a scenario is changed and its answer seen."""
