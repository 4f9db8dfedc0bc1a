export interface Part {
  readonly text: string
  readonly marked: boolean
}

/** Cut a text at the places that a check found; these count characters (code points) and may overlap. */
export function marksIn(text: string, places: readonly { start: number; end: number }[]): Part[] {
  const characters = Array.from(text)
  const parts: Part[] = []
  let at = 0
  const add = (to: number, marked: boolean) => {
    if (to > at) parts.push({ text: characters.slice(at, to).join(''), marked })
    at = Math.max(at, to)
  }
  for (const { start, end } of [...places].sort((one, other) => one.start - other.start)) {
    add(Math.min(start, characters.length), false)
    add(Math.min(end, characters.length), true)
  }
  add(characters.length, false)
  return parts
}
