/** A piece of a text with who wrote it: `same` both, `machine` added by the machine, `own` by the person, `out` taken out. */
export interface Piece {
  readonly kind: 'same' | 'machine' | 'own' | 'out'
  readonly text: string
}

export interface Changes {
  readonly pieces: readonly Piece[]
  /** The share of the new text that stood in the old one, 0 to 1. */
  readonly kept: number
}

/** Below this share of words that stayed, marks say less than the two texts beside each other. */
export const MOSTLY_NEW = 0.25
const MOST_CELLS = 4_000_000

/** Compare word by word: what of `now` stood in `before`, what the machine added, what the person wrote. */
export function changes(before: string, machine: string, now: string): Changes {
  const old = words(before)
  const fresh = words(now)
  const fromBefore = matches(old, fresh)
  const fromMachine = machine === now ? null : matches(words(machine), fresh)
  if (!fromBefore) return { pieces: [{ kind: 'machine', text: now }], kept: 0 }
  const pieces: Piece[] = []
  let place = 0
  fresh.forEach((word, index) => {
    const match = fromBefore[index] ?? -1
    if (match >= place) {
      add(pieces, 'out', old.slice(place, match).join(''))
      place = match + 1
      add(pieces, 'same', word)
    } else {
      add(pieces, !fromMachine || (fromMachine[index] ?? -1) >= 0 ? 'machine' : 'own', word)
    }
  })
  add(pieces, 'out', old.slice(place).join(''))
  return { pieces: tidy(pieces), kept: share(fresh, fromBefore) }
}

/** Cut a text into words with the space after them, and signs by themselves. */
export function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*\s*|\s+|[^\s\p{L}\p{N}]\s*/gu) ?? []
}

function share(fresh: readonly string[], places: readonly number[]): number {
  const said = fresh.map((word, index) => [/[\p{L}\p{N}]/u.test(word), (places[index] ?? -1) >= 0])
  const all = said.filter(([isWord]) => isWord)
  return all.length === 0 ? 1 : all.filter(([, same]) => same).length / all.length
}

function add(pieces: Piece[], kind: Piece['kind'], text: string): void {
  if (!text) return
  const last = pieces.at(-1)
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
  else pieces.push({ kind, text })
}

/** Put all that was taken out at a place before all that stands there now. */
function tidy(pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = []
  let run: Piece[] = []
  const flush = () => {
    const taken = run.filter((one) => one.kind === 'out')
    add(done, 'out', taken.map((one) => one.text).join(''))
    for (const piece of run) if (piece.kind !== 'out') add(done, piece.kind, piece.text)
    run = []
  }
  for (const piece of pieces) {
    if (piece.kind === 'same') {
      flush()
      add(done, 'same', piece.text)
    } else run.push(piece)
  }
  flush()
  return done
}

/** For each word of `to` its place in `from` along the longest common sequence, or -1; null where that is too much work. */
function matches(from: readonly string[], to: readonly string[]): number[] | null {
  const a = from.map((word) => word.trim().toLowerCase())
  const b = to.map((word) => word.trim().toLowerCase())
  const places = new Array<number>(b.length).fill(-1)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) places[start] = start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) places[--endB] = --endA
  const rows = endA - start
  const columns = endB - start
  if (rows * columns > MOST_CELLS) return null
  const width = columns + 1
  const longest = new Uint32Array((rows + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const same = a[start + row] === b[start + column]
      longest[row * width + column] = same
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (a[start + row] === b[start + column]) places[start + column++] = start + row++
    else if (at(row + 1, column) >= at(row, column + 1)) row++
    else column++
  }
  return places
}
