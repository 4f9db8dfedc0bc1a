const FIRST = 500
const MOST = 15_000

/** Milliseconds to wait before the `tries`-th new attempt (from 0): doubling, at most 15 s, spread by `chance` in [0, 1). */
export function waitBefore(tries: number, chance = Math.random()): number {
  const full = Math.min(MOST, FIRST * 2 ** Math.min(tries, 10))
  return Math.round(full * (0.75 + chance / 2))
}
