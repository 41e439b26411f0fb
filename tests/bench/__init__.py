"""Measurements: always ratios against a peer in the same run, because machines differ and change their speed."""
