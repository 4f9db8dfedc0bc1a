import type { Availability, Section } from './catalogue'

type Say = (key: string, values?: Record<string, string>) => string
type Has = (key: string) => boolean

/** The heading of a section: the medium, the category of attitudes, or what its entries are for. */
export function titleOf(section: Pick<Section, 'sort' | 'group'>, t: Say, te: Has): string {
  if (section.sort === 'output' && section.group) return mediumName(section.group, t, te)
  if (section.sort === 'interception' && section.group) return `${t('models.attitudes')}: ${section.group}`
  return t(`models.sorts.${section.sort}`)
}

/** A medium in the person's language; one that is not known by its own name. */
export function mediumName(medium: string, t: Say, te: Has): string {
  const key = `studio.media.${medium}`
  return te(key) ? t(key) : medium
}

/** A backend as people write it; a server of one's own by its own name. */
export function backendName(backend: string, t: Say, te: Has): string {
  const key = `models.backends.${backend}`
  return te(key) ? t(key) : backend
}

/** What is in the way of something, in a few plain words; empty where only the server's own reason tells. */
export function causeText(
  { cause }: Pick<Availability, 'cause'>,
  backend: string | null | undefined,
  t: Say,
  te: Has,
): string {
  // What checks and translates is asked of no server of its own: a model is chosen for it, or none.
  if (cause === 'not_configured' && !backend) return t('models.noModel')
  const key = `models.causes.${cause}`
  if (!cause || !te(key)) return ''
  return t(key, { backend: backend ? backendName(backend, t, te) : t('models.aServer') })
}
