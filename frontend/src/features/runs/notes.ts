import type { RunEvent } from '@/live/events'
import { type Entity, isCheck, isTranslation } from './parts'

export type Filter = 'all' | 'calls' | 'yours' | 'checks'

/** A line of the list of events: a key of words under `runs.notes` and its values; `stage` and such are keys themselves. */
export interface Note {
  readonly key: string
  readonly at: number
  readonly filter: Exclude<Filter, 'all'> | null
  readonly values: Readonly<Record<string, string | number>>
  readonly stage: string | null
}

type Change = Extract<RunEvent, { type: 'run_state_change' }>['data']
type Update = Extract<RunEvent, { type: 'pipeline_stage_update' }>['data']
type Progress = Extract<RunEvent, { type: 'progress_update' }>['data']

/** The lines of a run: its events, and between them what a person wrote. */
export function notes(events: readonly RunEvent[], entities: readonly Entity[]): Note[] {
  const start = Date.parse(events[0]?.at ?? '')
  const seconds = (at: string) => Math.max(0, (Date.parse(at) - start) / 1000)
  const words = new Map(entities.map((one) => [one.n, countWords(one.text)]))
  let attempt = 0
  const told = events.map((event) => {
    const note = noteOf(event, attempt, words)
    attempt = Math.max(attempt, (event.data as { attempt?: number }).attempt ?? 0)
    return { ...note, at: seconds(event.at) }
  })
  const written = entities
    .filter((one) => one.type.endsWith('_edit') || one.type === 'input_media')
    .map((one) => ({
      ...line(one.type === 'input_media' ? 'brought' : 'edited', 'yours', one.stage),
      at: seconds(one.created_at),
      values: { n: countWords(one.text) },
    }))
  return merged(told, written)
}

function merged(told: readonly Note[], written: readonly Note[]): Note[] {
  if (written.length === 0) return [...told]
  return [...told, ...written]
    .map((note, place) => ({ note, place: place < told.length ? place : place - told.length - 0.5 }))
    .sort((one, other) => one.note.at - other.note.at || one.place - other.place)
    .map(({ note }) => note)
}

function line(
  key: string,
  filter: Note['filter'] = null,
  stage: string | null = null,
  values: Note['values'] = {},
) {
  return { key, filter, stage, values, at: 0 }
}

function noteOf(event: RunEvent, attempt: number, words: ReadonlyMap<number, number>): Note {
  switch (event.type) {
    case 'run_state_change':
      return changeNote(event.data, attempt)
    case 'pipeline_stage_update':
      return stageNote(event.data, words)
    case 'generation_start':
      return line('asked', 'calls', 'media', { config: event.data.config })
    case 'generation_complete':
      return line('made', 'calls', 'media')
    case 'progress_update':
      return progressNote(event.data)
    case 'cost_update':
      return line('paid', 'calls', event.data.stage, paid(event.data))
    case 'openrouter_api_call':
      return line('called', 'calls', event.data.stage, { model: event.data.model })
    case 'openrouter_cost':
      return line('answered', 'calls', event.data.stage, { model: event.data.model })
    case 'queued':
      return line('queued', 'calls', event.data.stage, { n: event.data.position })
    case 'blocked':
      return line('blocked', 'checks', event.data.stage)
    case 'error':
      return line('failed', isCheck(event.data.stage ?? '') ? 'checks' : null, event.data.stage ?? null)
    case 'gate_opened':
      return line('gateOpened', 'yours', event.data.stage)
    case 'gate_decided':
      return line(`gate_${event.data.decision ?? 'expired'}`, 'yours', event.data.stage)
    default:
      return line('other', null, null, { type: event.type })
  }
}

function progressNote({ stage, fraction, part }: Progress): Note {
  const n = Math.round(fraction * 100)
  return part ? line('doing', null, stage, { n, part }) : line('progress', null, stage, { n })
}

function changeNote(data: Change, attempt: number): Note {
  if (data.state !== 'running' && data.state !== 'pending')
    return line(`became.${data.state}`, data.state === 'open' ? 'yours' : null)
  if (data.parent_run_id) return line('forked', 'yours', data.from_stage ?? null)
  if (attempt === 0) return line('started', 'yours')
  if (data.attempt <= attempt) return line('resumed')
  return line(`action.${data.action ?? 'run'}`, 'yours')
}

function stageNote(data: Update, words: ReadonlyMap<number, number>): Note {
  const { stage, status } = data
  const values = { config: data.config ?? '', n: words.get(data.entity ?? -1) ?? 0 }
  if (status === 'reused') return line('reused', null, stage)
  if (isCheck(stage)) return line(status === 'started' ? 'checking' : 'passed', 'checks', stage)
  if (status === 'started') return line('asked', isTranslation(stage) ? 'checks' : 'calls', stage, values)
  if (status === 'passed_through') return line('unchanged', isTranslation(stage) ? 'checks' : null, stage)
  return line('wrote', isTranslation(stage) ? 'checks' : null, stage, values)
}

function paid(data: { cost_usd?: number | null; cost_source?: string; model: string; provider: string }) {
  return {
    usd: data.cost_usd ?? -1,
    source: data.cost_source ?? 'unknown',
    model: data.model || data.provider,
  }
}

/** Words of a text, as people count them. */
export function countWords(text: string | null | undefined): number {
  return text?.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
}

/** The lines that a filter lets through. */
export function filtered(all: readonly Note[], filter: Filter): readonly Note[] {
  return filter === 'all' ? all : all.filter((note) => note.filter === filter)
}

/** How many lines had happened at a second of the run; lines are in order. */
export function happened(all: readonly Note[], second: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle]?.at ?? 0) <= second + 1e-6) low = middle + 1
    else high = middle
  }
  return low
}
