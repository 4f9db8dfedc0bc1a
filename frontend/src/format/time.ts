/** A length of time as the key of its words and their values: `seconds`, `minutes` or `hours`. */
export function durationParts(
  seconds: number,
  locale: string,
): { key: string; values: Record<string, string | number> } {
  const whole = Math.round(seconds)
  if (seconds < 10) {
    const digits = { maximumFractionDigits: seconds < 1 ? 2 : 1 }
    return { key: 'seconds', values: { n: new Intl.NumberFormat(locale, digits).format(seconds) } }
  }
  if (whole < 60) return { key: 'seconds', values: { n: whole } }
  if (whole < 3600) return { key: 'minutes', values: { m: Math.floor(whole / 60), s: whole % 60 } }
  return { key: 'hours', values: { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) } }
}

/** The clock of the line of time: `1:24`, from the beginning of a run. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const rest = String(whole % 60).padStart(2, '0')
  return `${Math.floor(whole / 60)}:${rest}`
}
