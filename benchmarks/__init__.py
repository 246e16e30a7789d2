"""Benchmarks: what Dishcern costs, measured beside a naive server in the same run."""
