/** What a field for a number takes. */
export interface Limits {
  readonly whole: boolean
  readonly min?: number
  readonly max?: number
}

/** Say what a field for a number takes: the key of the sentence under `ui.takes`, and the limits in it. */
export function takes(
  { whole, min, max }: Limits,
  locale: string,
): { key: string; values: Record<string, string> } {
  const written = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  const limits = Object.entries({ min, max }).flatMap(([name, limit]) =>
    limit === undefined ? [] : [[name, written.format(limit)] as const],
  )
  const form = min === undefined ? (max === undefined ? 'Any' : 'To') : max === undefined ? 'From' : 'Between'
  return { key: `${whole ? 'whole' : 'number'}${form}`, values: Object.fromEntries(limits) }
}
