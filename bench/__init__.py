"""Measurements that anybody can repeat: `make bench`. Ratios count; absolute figures are of this machine."""
