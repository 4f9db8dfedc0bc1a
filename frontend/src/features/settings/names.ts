type Say = (key: string) => string
type Has = (key: string) => boolean

/** What a setting is called on the page; one without words here by its own name. */
export function nameOf(name: string, t: Say, te: Has): string {
  const key = `settings.names.${name}`
  return te(key) ? t(key) : name.replaceAll('_', ' ')
}
