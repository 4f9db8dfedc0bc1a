/** What a person has written and chosen, and what machines made of it: the whole of a sitting, as it is kept. */
export interface Flow {
  /** The run that texts are written in; the next action continues it. */
  readonly runId: string | null
  readonly input: string
  readonly attitude: string | null
  readonly ownWords: string
  readonly interception: Written | null
  readonly medium: string
  readonly output: string | null
  readonly optimization: Written | null
  /** What was set, by output; only what differs from what the output comes with. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The seed that is locked; null draws one each time. */
  readonly seed: number | null
  /** The picture that goes in, and how large it is in words. */
  readonly upload: { readonly id: string; readonly name: string } | null
  readonly works: readonly Work[]
  /** The run whose output is shown large; null shows the newest. */
  readonly shown: string | null
}

/** A text that a machine wrote and a person may have changed. */
export interface Written {
  readonly text: string
  /** As the machine wrote it. */
  readonly machine: string
  /** What it was made from; when that is another by now, this is stale. */
  readonly made: string
  readonly earlier: readonly string[]
  /** A person is at it: what was before is kept once. */
  readonly open: boolean
}

/** An output that was begun here. */
export interface Work {
  readonly runId: string
  readonly output: string
  readonly medium: string
  readonly prompt: string
  readonly seed: number | null
  readonly at: string
  readonly ended: boolean
  /** Whether it holds something to show. */
  readonly made: boolean
  /** All that it was asked for with, as one string that can be compared; drafts of before have none. */
  readonly asked?: string
}

export type TextStage = 'interception' | 'optimization'
/** The id of the attitude that a person writes themselves. */
export const OWN = 'user_defined'

const MOST_EARLIER = 20
const MOST_WORKS = 24

export const EMPTY: Flow = {
  runId: null,
  input: '',
  attitude: null,
  ownWords: '',
  interception: null,
  medium: 'image',
  output: null,
  optimization: null,
  parameters: {},
  seed: null,
  upload: null,
  works: [],
  shown: null,
}

/** What a stage's text is made from, as one string that can be compared. */
export function madeFrom(flow: Flow, stage: TextStage): string {
  const own = flow.attitude === OWN ? flow.ownWords : ''
  return stage === 'interception'
    ? JSON.stringify([flow.input, flow.attitude, own])
    : JSON.stringify([wordsFor(flow), flow.output])
}

/** The text that a model's prompt is made of: what was rewritten, else the person's own. */
export function wordsFor(flow: Flow): string {
  return flow.interception?.text ?? flow.input
}

/** Tell whether something above a text was changed since it was written. */
export function isStale(flow: Flow, stage: TextStage): boolean {
  const written = flow[stage]
  return written !== null && written.made !== madeFrom(flow, stage)
}

/** All that an output is asked for with, as one string that can be compared. */
export function askedFor(flow: Flow): string {
  const { output, seed, upload } = flow
  const set = Object.entries(flow.parameters[output ?? ''] ?? {}).sort()
  return JSON.stringify([flow.optimization?.text, output, set, seed, upload?.id])
}

/** Tell whether the newest output is of just what stands above it, or will be: then nothing new waits to be started. */
export function isCurrent(flow: Flow): boolean {
  const newest = flow.works.at(-1)
  return newest !== undefined && (newest.made || !newest.ended) && newest.asked === askedFor(flow)
}

/** Take in what a machine wrote; what stood there before can be had again. */
export function wrote(flow: Flow, stage: TextStage, text: string, made = madeFrom(flow, stage)): Flow {
  const before = flow[stage]
  const earlier = before && before.text !== text ? kept(before) : (before?.earlier ?? [])
  return { ...flow, [stage]: { text, machine: text, made, earlier, open: false } }
}

/** Take in what a person changed in a text. */
export function edit(flow: Flow, stage: TextStage, text: string): Flow {
  const before = flow[stage]
  if (!before || before.text === text) return flow
  return {
    ...flow,
    [stage]: { ...before, text, open: true, earlier: before.open ? before.earlier : kept(before) },
  }
}

/** A person has left a text: the next change can be undone by itself. */
export function leave(flow: Flow, stage: TextStage): Flow {
  const before = flow[stage]
  return before?.open ? { ...flow, [stage]: { ...before, open: false } } : flow
}

/** Put back the text that stood there before. */
export function undo(flow: Flow, stage: TextStage): Flow {
  const before = flow[stage]
  const text = before?.earlier.at(-1)
  if (!before || text === undefined) return flow
  return { ...flow, [stage]: { ...before, text, open: false, earlier: before.earlier.slice(0, -1) } }
}

function kept(written: Written): readonly string[] {
  return [...written.earlier, written.text].slice(-MOST_EARLIER)
}

/** Choose a medium: its model is chosen anew. */
export function chooseMedium(flow: Flow, medium: string): Flow {
  return medium === flow.medium ? flow : { ...flow, medium, output: null }
}

/** Choose a model: what was written for another stays until the new prompt is there. */
export function chooseOutput(flow: Flow, output: string, medium: string): Flow {
  return { ...flow, output, medium }
}

/** Set one parameter of an output, or take it back to what the output comes with (undefined). */
export function setParameter(flow: Flow, output: string, name: string, value: unknown): Flow {
  const { [name]: _before, ...others } = flow.parameters[output] ?? {}
  const changed = value === undefined ? others : { ...others, [name]: value }
  return { ...flow, parameters: { ...flow.parameters, [output]: changed } }
}

/** Add an output that was begun, or change what is known of one; the newest is shown. */
export function begin(flow: Flow, work: Work): Flow {
  const others = flow.works.filter((one) => one.runId !== work.runId)
  return { ...flow, works: [...others, work].slice(-MOST_WORKS), shown: null }
}

/** Remember how an output ended. */
export function ended(flow: Flow, runId: string, made: boolean, seed: number | null): Flow {
  const works = flow.works.map((one) => (one.runId === runId ? { ...one, ended: true, made, seed } : one))
  return { ...flow, works }
}

/** Forget an output whose run is gone. */
export function dropped(flow: Flow, runId: string): Flow {
  return { ...flow, works: flow.works.filter((one) => one.runId !== runId) }
}

/** The output that is shown large: the chosen one, else the newest. */
export function shownWork(flow: Flow): Work | undefined {
  return flow.works.find((one) => one.runId === flow.shown) ?? flow.works.at(-1)
}

/** The finished output before another one, to compare the two. */
export function workBefore(flow: Flow, runId: string): Work | undefined {
  const index = flow.works.findIndex((one) => one.runId === runId)
  return flow.works.slice(0, Math.max(0, index)).findLast((one) => one.made)
}

/** Begin anew with an empty sheet; the attitude and the medium stay as they were. */
export function emptied(flow: Flow): Flow {
  const { attitude, ownWords, medium } = flow
  return { ...EMPTY, attitude, ownWords, medium }
}

/** Name a sitting by the first six words of its text. */
export function titleOf(text: string): string {
  const words = text.trim().split(/\s+/)
  return words.slice(0, 6).join(' ') + (words.length > 6 ? ' …' : '')
}

/** Count the words of a text in any script that divides them by spaces. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’-])*/gu)?.length ?? 0
}
