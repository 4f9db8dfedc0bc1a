"""Generators that need no network, no GPU and no key: pure functions of a prompt and a seed.

None of them is an AI model. Each is deterministic: the same arguments give the same bytes.
"""
