import type { operations } from '@/api/schema'
import type { RunStatus } from '@/features/runs/state'
import { MEDIA_TYPES, STATES } from './job'

export type Query = NonNullable<operations['list_jobs']['parameters']['query']>
export type Sort = 'created' | 'cost' | 'duration'

/** What a list of jobs is filtered and sorted by; an empty text means all. Days are those of the person. */
export interface Filters {
  state: RunStatus | ''
  medium: string
  config: string
  output: string
  model: string
  text: string
  from: string
  to: string
  min: string
  max: string
  pinned: boolean
  /** The run from which they were begun. */
  parent: string
  sort: Sort
  order: 'asc' | 'desc'
}

export const NONE: Filters = {
  state: '',
  medium: '',
  config: '',
  output: '',
  model: '',
  text: '',
  from: '',
  to: '',
  min: '',
  max: '',
  pinned: false,
  parent: '',
  sort: 'created',
  order: 'desc',
}

type Address = Record<string, unknown>
const DAY = /^\d{4}-\d\d-\d\d$/
const RUN = /^run_[0-9A-HJKMNP-TV-Z]{26}$/
const COST = /^\d{1,6}(\.\d{1,8})?$/

/** Read filters from an address; what is none is as if it were not there. */
export function readFilters(address: Address): Filters {
  const text = (name: string) => (typeof address[name] === 'string' ? (address[name] as string) : '')
  const one = <T extends string>(name: string, known: readonly T[]) =>
    known.find((value) => value === text(name))
  const like = (name: string, form: RegExp) => (form.test(text(name)) ? text(name) : '')
  return {
    state: one('state', STATES) ?? '',
    medium: one('medium', MEDIA_TYPES) ?? '',
    config: text('config').slice(0, 200),
    output: text('output').slice(0, 200),
    model: text('model').slice(0, 265),
    text: text('text').slice(0, 200),
    from: like('from', DAY),
    to: like('to', DAY),
    min: like('min', COST),
    max: like('max', COST),
    pinned: text('pinned') === 'yes',
    parent: like('parent', RUN),
    sort: one('sort', ['created', 'cost', 'duration']) ?? 'created',
    order: one('order', ['asc', 'desc']) ?? 'desc',
  }
}

/** Write filters into an address, only those that say something. */
export function writeFilters(filters: Filters): Record<string, string> {
  const said = Object.entries(filters).filter(([name, value]) => value !== NONE[name as keyof Filters])
  return Object.fromEntries(said.map(([name, value]) => [name, value === true ? 'yes' : String(value)]))
}

/** Tell whether filters leave anything out. */
export function isFiltered(filters: Filters): boolean {
  return Object.keys(writeFilters({ ...filters, sort: 'created', order: 'desc' })).length > 0
}

/** The first moment of a day of the person, or of the day after it, in UTC. */
export function moment(day: string, later = 0): string | undefined {
  if (!day) return undefined
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const begins = new Date(year, month - 1, date + later)
  return Number.isNaN(begins.getTime()) ? undefined : begins.toISOString()
}

/** What the server is asked for; without what does not matter. */
export function toQuery(filters: Filters): Query {
  const { sort, order } = filters
  const asked = {
    status: filters.state,
    kind: filters.medium,
    config: filters.config,
    output_config: filters.output,
    model: filters.model,
    text: filters.text.trim(),
    created_after: moment(filters.from),
    created_before: moment(filters.to, 1),
    cost_min: filters.min,
    cost_max: filters.max,
    pinned: filters.pinned || undefined,
    parent: filters.parent,
  }
  return { ...(said(asked) as Query), sort, order }
}

function said(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined))
}
