import type { RunStatus, StageStatus } from './state'

const LONGEST = 70

/** The beginning of a text, cut at a word; what a run without a title is called. */
export function beginning(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  const characters = Array.from(line)
  if (characters.length <= LONGEST) return line
  const cut = characters.slice(0, LONGEST).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut}…`
}

/** The first pieces of a text, so that about so many characters are shown. */
export function clipped<T extends { readonly text: string }>(
  pieces: readonly T[],
  most: number,
): readonly T[] {
  let length = 0
  const first = pieces.findIndex((piece) => {
    length += piece.text.length
    return length > most
  })
  if (first < 0) return pieces
  const last = pieces[first] as T
  const rest = last.text.length - (length - most)
  const cut = { ...last, text: `${last.text.slice(0, rest)}…` }
  return [...pieces.slice(0, first), cut]
}

export type Tone = 'ok' | 'working' | 'waiting' | 'held' | 'fail' | 'off'

const RUNS: Record<RunStatus, Tone> = {
  pending: 'waiting',
  running: 'working',
  waiting: 'held',
  open: 'waiting',
  completed: 'ok',
  failed: 'fail',
  refused: 'held',
  cancelled: 'off',
  interrupted: 'fail',
}

/** How a state of a run is coloured and which sign it has. */
export function toneOf(status: RunStatus): Tone {
  return RUNS[status]
}

const STAGES: Partial<Record<StageStatus, Tone>> = {
  refused: 'held',
  held: 'held',
  failed: 'fail',
  cancelled: 'off',
  active: 'working',
}

/** The same for a stage; nothing where it went as it should. */
export function stageTone(status: StageStatus): Tone | null {
  return STAGES[status] ?? null
}
