"""Benchmarks. They are ratios to other tools in the same run, because the speed of machines differs and changes."""
