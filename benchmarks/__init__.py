"""How fast it is and what it holds: ratios measured within one run, printed, never asserted.

`./dev bench` runs all of them, `./dev bench NAME` one. Servers run in processes of their own, on loopback.
"""
