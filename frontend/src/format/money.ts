const CURRENCY = 'USD'

/** Write US dollars: two digits from ten cents on, below that the first two that say something; `$ ?` where unknown. */
export function moneyText(usd: number | null | undefined, locale: string): string {
  const style = { style: 'currency', currency: CURRENCY, currencyDisplay: 'narrowSymbol' } as const
  if (usd == null) {
    const parts = new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 0 }).formatToParts(0)
    return parts.map((part) => (part.type === 'integer' ? '?' : part.value)).join('')
  }
  if (usd === 0) return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 0 }).format(0)
  if (usd >= 0.1) return new Intl.NumberFormat(locale, style).format(usd)
  return new Intl.NumberFormat(locale, { ...style, maximumSignificantDigits: 2 }).format(usd)
}
