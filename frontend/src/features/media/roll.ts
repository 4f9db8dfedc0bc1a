import type { Note } from './midi'

const MARGIN = 2

/** The lowest and highest pitch that a piano roll shows: those of the notes and a little more, one octave at least. */
export function pitchRange(notes: readonly Note[]): [number, number] {
  let [low, high] = [127, 0]
  for (const { pitch } of notes) {
    low = Math.min(low, pitch)
    high = Math.max(high, pitch)
  }
  if (low > high) return [60, 72]
  const lack = Math.max(0, 12 - (high - low)) / 2
  return [Math.max(0, Math.floor(low - lack) - MARGIN), Math.min(127, Math.ceil(high + lack) + MARGIN)]
}

/** Notes as lying strokes, in a box of `seconds` by the pitches of a range, the highest above. */
export function noteStrokes(notes: readonly Note[], high: number): string {
  return notes
    .map(
      ({ start, end, pitch }) =>
        `M${start.toFixed(3)} ${high - pitch + 0.5}H${Math.max(end, start + 0.02).toFixed(3)}`,
    )
    .join('')
}

/** Each C within a range, with its name and how far from the top it lies (0 to 1). */
export function octaves([low, high]: readonly [number, number]): { name: string; from: number }[] {
  const found = []
  for (let pitch = Math.ceil(low / 12) * 12; pitch <= high; pitch += 12)
    found.push({ name: `C${pitch / 12 - 1}`, from: (high - pitch + 0.5) / (high - low + 1) })
  return found
}
