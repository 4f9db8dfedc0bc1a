/** What a program in its frame tells the page; see `public/frame/runner.js`. */
export type Told =
  | { type: 'ready' }
  | { type: 'started' }
  | { type: 'log'; text: string }
  | { type: 'error'; text: string; line: number | null }

const LONGEST = 2000
/** What a browser puts before a fault that nothing in the program took care of. */
const UNCAUGHT = /^Uncaught (\(in promise\) )?/

/** Read a message of the frame, which can be anything: the program there may send its own. */
export function readTold(data: unknown): Told | null {
  const { type, text, line } = (data ?? {}) as Record<string, unknown>
  if (type === 'ready' || type === 'started') return { type }
  if (typeof text !== 'string') return null
  const words = text.slice(0, LONGEST).replace(UNCAUGHT, '')
  if (type === 'log') return { type, text: words }
  if (type !== 'error') return null
  return { type, text: words, line: Number.isInteger(line) && Number(line) > 0 ? Number(line) : null }
}

export interface Fault {
  text: string
  line: number | null
  times: number
}

const MOST_FAULTS = 20

/** Put a fault to the others; one that comes again and again (in every frame that is drawn) is counted. */
export function withFault(faults: readonly Fault[], text: string, line: number | null): Fault[] {
  const same = faults.findIndex((fault) => fault.text === text && fault.line === line)
  if (same >= 0)
    return faults.map((fault, at) => (at === same ? { ...fault, times: fault.times + 1 } : fault))
  return faults.length < MOST_FAULTS ? [...faults, { text, line, times: 1 }] : [...faults]
}

/** Where a line (counted from 1) begins and ends in a text. */
export function lineRange(code: string, line: number): [number, number] {
  const lines = code.split('\n')
  const at = Math.min(Math.max(1, line), lines.length)
  const from = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return [from, from + (lines[at - 1]?.length ?? 0)]
}
