import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type File = Schemas['DeclarationView']
export type Report = Schemas['ReportView']
export type Availability = Schemas['Availability']
export type Backend = Schemas['BackendView']
export type State = Schemas['ConfigState']
export type Config = Schemas['ConfigView']

export const SORTS = [
  'interception',
  'output',
  'safety_check',
  'translation',
  'other',
  'pipeline',
  'chunk',
] as const
export type Sort = (typeof SORTS)[number]

/** Something that is declared: by one file, or by several of which one counts. */
export interface Entry {
  kind: string
  id: string
  sort: Sort
  name: string
  description: string
  /** The medium of an output, the category of an attitude; empty where there is none. */
  group: string
  medium: string | null
  availability: Availability | null
  config: Config | null
  files: readonly File[]
  faults: number
  warnings: number
}

interface Known {
  files: readonly File[]
  configs: readonly Config[]
  states: readonly State[]
}

/** Put together what the server says of its files, of what can be picked, and of what can run. */
export function gather({ files, configs, states }: Known): Entry[] {
  const picked = new Map(configs.map((config) => [config.id, config]))
  const running = new Map(states.map((state) => [state.id, state]))
  const byId = new Map<string, File[]>()
  for (const file of files) {
    const key = `${file.kind} ${file.id}`
    byId.set(key, [...(byId.get(key) ?? []), file])
  }
  return [...byId.values()].map((same) => {
    const first = same[0] as File
    const isConfig = first.kind === 'config'
    return entryOf(
      first,
      same,
      isConfig ? picked.get(first.id) : undefined,
      isConfig ? running.get(first.id) : undefined,
    )
  })
}

function entryOf(
  first: File,
  files: readonly File[],
  config: Config | undefined,
  state: State | undefined,
): Entry {
  const told = files.flatMap((file) => file.reports)
  return {
    kind: first.kind,
    id: first.id,
    sort: sortOf(first, config?.kind ?? state?.kind),
    name: config?.name ?? state?.name ?? first.id,
    description: config?.description ?? state?.description ?? '',
    group: config ? (config.media_type ?? (config.kind === 'interception' ? config.category : '')) : '',
    medium: config?.media_type ?? null,
    availability: config?.availability ?? state?.availability ?? null,
    config: config ?? null,
    files,
    faults: told.filter((report) => report.severity === 'error').length,
    warnings: told.filter((report) => report.severity === 'warning').length,
  }
}

/** What a declaration is for; of a config that does not load its folder tells. */
function sortOf(file: File, known: string | undefined): Sort {
  const said = file.kind === 'config' ? (known ?? file.path.split('/')[1]) : file.kind
  return (SORTS as readonly string[]).includes(said ?? '') ? (said as Sort) : 'other'
}

export const SHOWN = ['all', 'interception', 'output', 'helpers', 'parts', 'faulty'] as const
export type Shown = (typeof SHOWN)[number]
const PARTS: Record<string, readonly Sort[]> = {
  interception: ['interception'],
  output: ['output'],
  helpers: ['safety_check', 'translation', 'other'],
  parts: ['pipeline', 'chunk'],
}

/** Tell whether an entry belongs to what is looked at. */
export function belongs(entry: Entry, shown: Shown): boolean {
  if (shown === 'all') return true
  if (shown === 'faulty') return entry.faults + entry.warnings > 0
  return PARTS[shown]?.includes(entry.sort) ?? false
}

/** Tell whether every word of a search stands somewhere in what is known of an entry. */
export function matches(entry: Entry, find: string): boolean {
  const { config, files } = entry
  const about = [entry.id, entry.name, entry.description, entry.group, config?.backend, config?.category]
  const paths = files.map((file) => `${file.layer} ${file.path}`)
  const all = [...about, ...(config?.tags ?? []), ...paths].join(' ').toLocaleLowerCase()
  return find
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}

export interface Section {
  sort: Sort
  group: string
  entries: Entry[]
}

/** Sort entries into sections by what they are for, and by medium or category, in the order of the server. */
export function sections(entries: readonly Entry[], order: readonly string[]): Section[] {
  const place = new Map(order.map((id, index) => [id, index]))
  const at = (entry: Entry) => place.get(entry.id) ?? order.length
  const sorted = [...entries].sort(
    (one, other) => SORTS.indexOf(one.sort) - SORTS.indexOf(other.sort) || at(one) - at(other),
  )
  const found = new Map<string, Section>()
  for (const entry of sorted) {
    const key = `${entry.sort} ${entry.group}`
    const section = found.get(key) ?? { sort: entry.sort, group: entry.group, entries: [] }
    section.entries.push(entry)
    found.set(key, section)
  }
  return [...found.values()]
}

/** The address of an entry's own page. */
export function addressOf(entry: { kind: string; id: string }): string {
  return `/models/${encodeURIComponent(entry.kind)}/${encodeURIComponent(entry.id)}`
}

/** The sentences about models that end, each once. */
export function endings(configs: readonly Config[]): string[] {
  return [...new Set(configs.flatMap((config) => config.lifecycle.map((end) => end.message)))]
}
