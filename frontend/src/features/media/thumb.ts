import { bytesOf, textOf } from './bytes'
import { type Piece, readMidi } from './midi'
import { decode } from './peaks'
import { PLAYER_OF } from './players'

/** What a small picture of a medium is made of; `sign` is only its name. */
export type Sketch =
  | { kind: 'picture' | 'film' | 'sign' }
  | { kind: 'wave'; peaks: number[] }
  | { kind: 'roll'; piece: Piece }
  | { kind: 'lines' | 'words'; text: string }

const MOST_SOUND = 4_000_000
const MOST_KEPT = 200
const FIRST = 600
const kept = new Map<string, Promise<Sketch>>()

export function thumbAddress(runId: string, mediaType: string, index?: number): string {
  const path = `/api/media/${encodeURIComponent(mediaType)}/${encodeURIComponent(runId)}`
  return index === undefined ? path : `${path}/${index}`
}

async function head(address: string): Promise<{ bytes: number; mime: string }> {
  const { headers } = await fetch(address, { method: 'HEAD' })
  return { bytes: Number(headers.get('Content-Length') ?? 0), mime: headers.get('Content-Type') ?? '' }
}

async function make(address: string, mediaType: string, language: string): Promise<Sketch> {
  switch (PLAYER_OF[mediaType]) {
    case 'image':
      return { kind: 'picture' }
    case 'video':
      return { kind: 'film' }
    case 'audio': {
      if ((await head(address)).bytes > MOST_SOUND) return { kind: 'sign' }
      const sound = await decode(await bytesOf(address, language))
      return sound ? { kind: 'wave', peaks: sound.peaks } : { kind: 'sign' }
    }
    case 'card':
      return { kind: (await head(address)).mime.startsWith('image/') ? 'picture' : 'sign' }
    case 'piano_roll':
      return { kind: 'roll', piece: readMidi(await bytesOf(address, language)) }
    case 'code':
    case 'p5':
    case 'tonejs':
      return { kind: 'lines', text: (await textOf(address, language)).slice(0, FIRST) }
    case 'text':
      return { kind: 'words', text: (await textOf(address, language)).slice(0, FIRST) }
    default:
      return { kind: 'sign' }
  }
}

/** What to show of a medium in a list; what was fetched is kept, so that a list may scroll back and forth. */
export function sketch(address: string, mediaType: string, language: string): Promise<Sketch> {
  const before = kept.get(address)
  if (before) return before
  const made = make(address, mediaType, language).catch((): Sketch => ({ kind: 'sign' }))
  kept.set(address, made)
  const oldest = kept.keys().next().value
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return made
}
