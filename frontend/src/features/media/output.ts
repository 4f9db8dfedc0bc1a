import type { components } from '@/api/schema'

export type MediaView = components['schemas']['MediaView']
export type Run = components['schemas']['RunAnswer']

const FALLBACK: Readonly<Record<string, string>> = { music: 'audio' }

/** The output that is meant: of a type (or what it falls back to), the newest where no index is given. */
export function findOutput(media: readonly MediaView[], type: string, index?: number): MediaView | undefined {
  for (const name of [type, FALLBACK[type]]) {
    const fitting = media.filter((one) => one.type === name && (index === undefined || one.index === index))
    const newest = fitting.reduce<MediaView | undefined>(
      (best, one) => (best && best.index > one.index ? best : one),
      undefined,
    )
    if (newest) return newest
  }
  return undefined
}

/** The encoding that is shown: the one asked for where there is it, else the first. */
export function shownFormat(output: MediaView, format?: string): string {
  return format && output.formats.includes(format) ? format : (output.formats[0] ?? '')
}

/** The address of an encoding; `download` makes the browser keep it as a file. */
export function addressOf(output: MediaView, format: string, download = false): string {
  const query = new URLSearchParams()
  if (format && format !== output.formats[0]) query.set('format', format)
  if (download) query.set('download', '1')
  return query.size ? `${output.url}?${query}` : output.url
}

export interface Made {
  model: string
  seconds: number | null
  seed: number | null
  byRules: boolean
}

/** What is known of how an output was made: from its own record, and from the call that made it. */
export function madeOf(output: MediaView, run?: Run): Made {
  const call = run?.calls.findLast((one) => one.stage === 'media' && one.attempt === output.attempt)
  return {
    model: call?.model ?? '',
    seconds: call?.seconds ?? null,
    seed: output.seed,
    byRules: output.meta.ai_model === false,
  }
}
