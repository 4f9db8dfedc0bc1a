import type { components } from '@/api/schema'
import { MEDIA } from './reduce'
import type { Attempt, RunState, StageStatus } from './state'

export type Entity = components['schemas']['EntityView']
export type CallView = components['schemas']['CallView']

/** Something on the line of time: an attempt at a stage, what a person wrote, or the text that a run began with. */
export interface Part {
  readonly key: string
  readonly kind: 'stage' | 'edit' | 'input'
  readonly stage: string
  readonly attempt: number
  /** The how many-th time it is at this stage: attempts are counted over all stages. */
  readonly nth: number
  readonly from: string | null
  readonly entity: Entity | null
  /** The text that this one was made of, where there is one. */
  readonly before: Entity | null
  /** No later attempt was made at the stage. */
  readonly newest: boolean
  /** `nth` of the time before at the same stage, where its text was this one. */
  readonly repeats: number | null
}

const SOURCES: Record<string, readonly string[]> = {
  translation: ['input'],
  interception: ['translation', 'input'],
  interception_edit: ['interception', 'interception_edit'],
  optimization: ['interception', 'interception_edit'],
  optimization_edit: ['optimization', 'optimization_edit'],
  output_translation: ['optimization', 'optimization_edit'],
}
const CHECKS = new Set(['input_check', 'output_check'])
const TRANSLATIONS = new Set(['translation', 'output_translation'])

/** Whether a stage looks at a text and makes none. */
export function isCheck(stage: string): boolean {
  return CHECKS.has(stage)
}

export function isTranslation(stage: string): boolean {
  return TRANSLATIONS.has(stage)
}

/** Everything on the line of time of a run, in the order in which it happened. */
export function parts(state: RunState, entities: readonly Entity[]): Part[] {
  const found = state.stages.flatMap(({ name, attempts }) =>
    attempts.map((one, place) => {
      const part = stagePart(name, one, entities)
      return { ...part, nth: place + 1, newest: place === attempts.length - 1 }
    }),
  )
  const edits = entities.filter((one) => one.type.endsWith('_edit')).map((one) => editPart(one, entities))
  const begins = entities.find((one) => one.type === 'input')
  const told = found.some((one) => one.stage === 'input_check')
  const first: Part[] =
    begins && !told ? [{ ...editPart(begins, entities), key: 'input', kind: 'input', newest: true }] : []
  return [...first, ...inOrder([...found, ...edits])].map((part, place, all) =>
    compared(part, all.slice(0, place)),
  )
}

/** Say of an attempt whether its text is that of the one before; of another text that was sent in, what it was made of. */
function compared(part: Part, earlier: readonly Part[]): Part {
  const same = (one: Part) => one.kind === 'stage' && one.stage === part.stage && one.entity?.text != null
  const last = part.kind === 'stage' ? earlier.findLast(same) : undefined
  if (!last || part.entity?.text == null) return part
  if (last.entity?.text === part.entity.text) return { ...part, repeats: last.nth }
  return part.stage === 'input_check' ? { ...part, before: last.entity } : part
}

function stagePart(stage: string, one: Attempt, entities: readonly Entity[]): Omit<Part, 'nth' | 'newest'> {
  const own = entities.find((entity) => entity.n === one.entity) ?? verdictOf(stage, one, entities)
  const entity = own && isCheck(stage) ? checked(own, stage, entities) : own
  const from = one.startedAt ?? one.endedAt
  const before = own && !isCheck(stage) ? sourceOf(own, entities) : null
  return {
    key: `${stage}.${one.attempt}`,
    kind: 'stage',
    stage,
    attempt: one.attempt,
    from,
    entity,
    before,
    repeats: null,
  }
}

function editPart(entity: Entity, entities: readonly Entity[]): Part {
  const { stage, attempt, created_at: from } = entity
  const before = sourceOf(entity, entities)
  return {
    key: `edit.${entity.n}`,
    kind: 'edit',
    stage,
    attempt,
    nth: 1,
    from,
    entity,
    before,
    newest: false,
    repeats: null,
  }
}

/** The verdict of a check that stopped the run: its event names none. */
function verdictOf(stage: string, one: Attempt, entities: readonly Entity[]): Entity | null {
  if (!isCheck(stage)) return null
  return entities.findLast((entity) => entity.type === stage && entity.attempt === one.attempt) ?? null
}

/** The text that a verdict is about. An attitude in own words is checked together with the text: then it is the text. */
function checked(verdict: Entity, stage: string, entities: readonly Entity[]): Entity | null {
  const wanted = verdict.meta.text_sha256
  const earlier = entities.filter((one) => one.n < verdict.n && one.text !== null)
  const written = earlier.findLast((one) => one.type === 'input' || one.type.endsWith('_edit'))
  const found = earlier.findLast((one) => one.sha256 === wanted)
  return found ?? (stage === 'input_check' ? (written ?? null) : null)
}

function sourceOf(entity: Entity, entities: readonly Entity[]): Entity | null {
  const kinds = SOURCES[entity.type]
  if (!kinds) return null
  const earlier = (wanted: readonly string[]) =>
    entities.findLast((one) => wanted.includes(one.type) && one.n < entity.n && one.text !== null)
  const ofInterception = entity.type === 'optimization' || entity.type === 'output_translation'
  return earlier(kinds) ?? (ofInterception ? earlier(['translation', 'input']) : undefined) ?? null
}

function inOrder(all: readonly Part[]): Part[] {
  const time = (part: Part) => (part.from ? Date.parse(part.from) : Number.POSITIVE_INFINITY)
  const rank = (part: Part) => (part.kind === 'edit' ? 0 : 1)
  return all
    .map((part, place) => ({ part, place }))
    .sort(
      (one, other) =>
        time(one.part) - time(other.part) || rank(one.part) - rank(other.part) || one.place - other.place,
    )
    .map(({ part }) => part)
}

/** Calls of a part that had been sent at a moment; those without an answer then say nothing of it yet. */
export function callsOf(calls: readonly CallView[], part: Part, moment: number): CallView[] {
  if (part.kind !== 'stage') return []
  return calls
    .filter((call) => call.stage === part.stage && call.attempt === part.attempt)
    .filter((call) => Date.parse(call.sent_at) <= moment)
    .map((call) => {
      const answered = Date.parse(call.sent_at) + (call.seconds ?? 0) * 1000 <= moment + 50
      if (answered) return call
      return {
        ...call,
        state: 'sent',
        prompt_tokens: null,
        completion_tokens: null,
        seconds: null,
        cost_usd: null,
      }
    })
}

/** What calls cost together, as far as it is known, and the least certain source. */
export function sum(calls: readonly CallView[]): {
  usd: number | null
  source: CallView['cost_source']
  partly: boolean
} {
  const known = calls.filter((call) => call.cost_usd !== null)
  const order: CallView['cost_source'][] = ['reported', 'listed', 'estimated', 'unknown']
  const source = order[Math.max(0, ...known.map((call) => order.indexOf(call.cost_source)))] ?? 'unknown'
  if (known.length === 0) return { usd: calls.length ? null : 0, source: 'unknown', partly: false }
  const usd = known.reduce((all, call) => all + (call.cost_usd ?? 0), 0)
  return { usd, source, partly: known.length < calls.length }
}

/** How the line of time is drawn for a state of a stage. */
export function lineOf(status: StageStatus): 'done' | 'active' | 'waiting' | 'held' {
  if (status === 'active' || status === 'waiting') return status
  return status === 'held' || status === 'refused' || status === 'failed' ? 'held' : 'done'
}

/** From which stage a fork begins that does this part anew. */
export function forkStage(stage: string): 'input' | 'interception' | 'optimization' | 'media' {
  if (stage === 'interception' || stage === 'optimization') return stage
  return stage === MEDIA || stage.startsWith('output_') ? 'media' : 'input'
}
