/** How far something was at a moment: `at` in milliseconds, `fraction` from 0 to 1. */
export interface Seen {
  readonly at: number
  readonly fraction: number
}

/** Too early a guess would jump about: so long and so far it must have come. */
const LEAST = { milliseconds: 2000, fraction: 0.05 }

/** The whole seconds that it still takes when it goes on as fast as since it was first seen; null for what nobody can tell. */
export function secondsLeft(first: Seen, now: Seen): number | null {
  const [passed, done] = [now.at - first.at, now.fraction - first.fraction]
  if (passed < LEAST.milliseconds || done < LEAST.fraction) return null
  return Math.round(((passed / done) * (1 - now.fraction)) / 1000) || null
}
