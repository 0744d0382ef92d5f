"""Many runs: replications, comparisons."""
