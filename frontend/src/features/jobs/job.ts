import type { components } from '@/api/schema'
import { hasEnded, type RunStatus } from '@/features/runs/state'

export type Job = components['schemas']['JobLine']
export type Total = components['schemas']['Total']

/** Every state, in the order in which a list offers them. */
export const STATES: readonly RunStatus[] = [
  'running',
  'pending',
  'waiting',
  'open',
  'completed',
  'failed',
  'refused',
  'cancelled',
  'interrupted',
]

/** The media types that the server knows, in the order in which the studio shows them. */
export const MEDIA_TYPES = [
  'image',
  'audio',
  'music',
  'midi',
  'video',
  'p5',
  'tonejs',
  'sonicpi',
  'text',
  '3d',
  'card',
] as const

/** Tell whether something works on a job, or will by itself. */
export function isAtWork(status: RunStatus): boolean {
  return status === 'running' || status === 'pending'
}

/** What can be done with a job in a state. */
export type Deed = 'cancel' | 'retry' | 'download' | 'delete'

export function can(deed: Deed, status: RunStatus): boolean {
  return (deed === 'cancel') !== hasEnded(status)
}

/** What a job is called: its title, else the beginning of what was asked; empty where it has neither. */
export function nameOf(job: Pick<Job, 'title' | 'text'>): string {
  return (job.title || job.text).replace(/\s+/g, ' ').trim()
}

/** Where the cost of a job comes from: one source, `mixed` of several, `partly` where some of it is unknown. */
export function costSource(cost: Job['cost']) {
  if (!cost.complete) return cost.usd === null ? 'unknown' : 'partly'
  const known = cost.sources.filter((source) => source !== 'unknown')
  return known.length > 1 ? 'mixed' : (known[0] ?? null)
}

/** The seconds that a job at work still takes as the server sees it; null where it does not tell, or the time is over. */
export function secondsLeft(job: Pick<Job, 'status' | 'estimated_completion'>, now: number): number | null {
  if (!isAtWork(job.status) || !job.estimated_completion) return null
  const seconds = (Date.parse(job.estimated_completion.at) - now) / 1000
  return seconds > 0 ? seconds : null
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The time of making that the id of a run carries, in milliseconds. */
export function madeAt(runId: string): number {
  let time = 0
  for (const letter of runId.slice(4, 14)) time = time * 32 + LETTERS.indexOf(letter)
  return time
}
