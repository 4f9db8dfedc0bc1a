import type { components } from '@/api/schema'
import { type CallView, type Entity, forkStage } from './parts'

export type ForkStage = components['schemas']['ForkBody']['from_stage']
export type Changes = Partial<components['schemas']['ForkChanges']>

/** What a person can change before a run begins again. */
export interface Wanted {
  text: string
  config: string
  ownWords: boolean
  attitude: string
  output: string
  newSeed: boolean
}

const ORDER: readonly ForkStage[] = ['input', 'interception', 'optimization', 'media']
const BEGINS: Record<ForkStage, readonly string[]> = {
  input: ['input'],
  interception: ['input'],
  optimization: ['interception', 'interception_edit'],
  media: ['optimization', 'optimization_edit'],
}
const EARLIER: Partial<Record<ForkStage, ForkStage>> = {
  media: 'optimization',
  optimization: 'interception',
  interception: 'input',
}

/** The text with which a stage begins: the newest that is there, of an earlier stage where this one was left out. */
export function textBefore(entities: readonly Entity[], stage: ForkStage): Entity | null {
  const found = entities.findLast((one) => BEGINS[stage].includes(one.type) && one.text !== null)
  const earlier = EARLIER[stage]
  return found ?? (earlier ? textBefore(entities, earlier) : null)
}

/** Whether the attitude still has to do with what comes. */
export function isEarly(stage: ForkStage): boolean {
  return stage === 'input' || stage === 'interception'
}

/** What a fork sends: only what is other than it was. */
export function changesOf(stage: ForkStage, before: Wanted, now: Wanted): Changes {
  const changes: Changes = {}
  if (now.text !== before.text) changes.text = now.text
  if (isEarly(stage)) {
    if (now.ownWords) changes.context_prompt = now.attitude
    else if (now.config !== before.config) changes.config = now.config
  }
  if (now.output !== before.output) changes.output_config = now.output
  if (now.newSeed) changes.seed = -1
  return changes
}

/** The calls of a run that a fork makes again, and those that it need not pay again. */
export function callsAgain(calls: readonly CallView[], stage: ForkStage, newText: boolean) {
  const begin = newText && isEarly(stage) ? 0 : ORDER.indexOf(stage)
  const newest = new Map<string, number>()
  for (const call of calls) newest.set(call.stage, Math.max(newest.get(call.stage) ?? 0, call.attempt))
  const last = calls.filter((call) => call.attempt === newest.get(call.stage))
  const isAgain = (call: CallView) => ORDER.indexOf(forkStage(call.stage)) >= begin
  return { again: last.filter(isAgain), kept: last.filter((call) => !isAgain(call)) }
}
