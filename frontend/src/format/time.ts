/** A length of time as the key of its words and their values: `seconds`, `minutes` or `hours`. */
export function durationParts(
  seconds: number,
  locale: string,
): { key: string; values: Record<string, string | number> } {
  const whole = Math.round(seconds)
  if (seconds < 0.005)
    return { key: 'seconds', values: { n: `<${new Intl.NumberFormat(locale).format(0.01)}` } }
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

export type Moment = 'short' | 'date' | 'long' | 'clock'

const FORMS: Record<Moment, Intl.DateTimeFormatOptions> = {
  short: { dateStyle: 'short', timeStyle: 'short' },
  date: { dateStyle: 'medium' },
  long: { dateStyle: 'full', timeStyle: 'short' },
  clock: { timeStyle: 'medium' },
}
const writers = new Map<string, Intl.DateTimeFormat>()

/** The language of the page as it is written where the person is: `en` of someone who reads `en-GB` first is that. */
export function regional(language: string, wished: readonly string[]): string {
  return wished.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language
}

/** Write a moment as dates are written where the person is. */
export function momentText(
  moment: Date,
  form: Moment,
  language: string,
  wished: readonly string[] = navigator.languages,
): string {
  const place = regional(language, wished)
  const name = `${place} ${form}`
  const writer = writers.get(name) ?? new Intl.DateTimeFormat(place, FORMS[form])
  writers.set(name, writer)
  return writer.format(moment)
}
