import type { Config } from './useCatalogue'

/** Find configs by any of the words in their name, description, category or tags; all of what is sought must be there. */
export function findConfigs(configs: readonly Config[], sought: string, locale: string): readonly Config[] {
  const parts = sought.toLocaleLowerCase(locale).split(/\s+/).filter(Boolean)
  if (!parts.length) return configs
  return configs.filter((one) => {
    const said = [one.name, one.description, one.category, one.id, ...one.tags]
      .join(' ')
      .toLocaleLowerCase(locale)
    return parts.every((part) => said.includes(part))
  })
}

/** Sort configs under their categories, in the order in which these first come. */
export function inCategories(configs: readonly Config[]): [string, Config[]][] {
  const found = new Map<string, Config[]>()
  for (const one of configs) found.set(one.category, [...(found.get(one.category) ?? []), one])
  return [...found]
}

/** The media that outputs make, in the order of the list, those that can be made now first. */
export function mediaOf(outputs: readonly Config[]): string[] {
  const named = outputs.flatMap((one) => (one.media_type ? [one.media_type] : []))
  return [...new Set(named)]
}

/** The outputs of a medium: those that can run, and those that cannot, together where the same is in their way. */
export function sorted(outputs: readonly Config[], medium: string): { ready: Config[]; off: Config[][] } {
  const fitting = outputs.filter((one) => one.media_type === medium)
  const off = new Map<string, Config[]>()
  for (const one of fitting) {
    const { state, cause, reason } = one.availability
    const way = `${one.backend} ${cause ?? reason}`
    if (state !== 'ready') off.set(way, [...(off.get(way) ?? []), one])
  }
  return { ready: fitting.filter((one) => one.availability.state === 'ready'), off: [...off.values()] }
}
