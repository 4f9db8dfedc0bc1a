import { type ApiError, faultAt, type Problem } from '@/api/problem'
import type { components } from '@/api/schema'

export type Refusal = components['schemas']['Refusal']
export type RunAnswer = components['schemas']['RunAnswer']
export type Acting = 'interception' | 'optimization' | 'media'

/** What stopped an action: a check that said no, or something that went wrong. */
export interface Trouble {
  readonly stage: Acting
  readonly refusal: Refusal | null
  readonly problem: Problem | null
  /** Nobody answered. */
  readonly away: boolean
  /** The text that was refused, where its marks fit. */
  readonly text: string | null
}

const NONE = { refusal: null, problem: null, away: false, text: null }

export function refused(stage: Acting, refusal: Refusal, text: string | null): Trouble {
  return { ...NONE, stage, refusal, text }
}

export function failed(stage: Acting, problem: Problem | null): Trouble {
  return { ...NONE, stage, problem, away: problem === null }
}

export function thrown(stage: Acting, error: ApiError): Trouble {
  return failed(stage, error.problem)
}

/** What a stage's request or run ended with, in the words of the server. */
export type Ended = {
  run_id: string
  status: string | number
  refusal?: Refusal | null
  detail?: string
}

/** Tell whether an answer is a problem rather than a result. */
export function isProblem(answer: object): answer is Problem {
  return 'detail' in answer && typeof (answer as { status?: unknown }).status === 'number'
}

/** Tell whether an answer says that its run waits for a decision, and so is not over. */
export function waitsAtGate(answer: object): boolean {
  return isProblem(answer) && 'gate_id' in answer.params
}

const BOXES: Record<string, string> = {
  input_text: 'text',
  prompt: 'text',
  text: 'text',
  context_prompt: 'ownWords',
  config: 'attitude',
  output_config: 'model',
  seed: 'seed',
}

/** What is wrong with one field of a stage (`text`, `ownWords`, `seed`, `parameters/<name>`), in words, or undefined. */
export function faultOf(trouble: Trouble | null, stage: Acting, field: string): string | undefined {
  if (trouble?.stage !== stage) return undefined
  if (field.startsWith('parameters/') || field.startsWith('inputs/')) {
    const found = faultAt(trouble.problem, `/${field}`) ?? faultAt(trouble.problem, `/changes/${field}`)
    return found?.detail
  }
  return trouble.problem?.faults?.find((fault) => BOXES[lastPart(fault.pointer)] === field)?.detail
}

/** Tell whether a trouble stands at fields already, so that nothing has to be said for the stage as a whole. */
export function isAtFields(trouble: Trouble, fields: readonly string[]): boolean {
  const faults = trouble.problem?.faults ?? []
  return faults.length > 0 && faults.every((fault) => fields.some((field) => stands(fault.pointer, field)))
}

function stands(pointer: string, field: string): boolean {
  return pointer.endsWith(`/${field}`) || BOXES[lastPart(pointer)] === field
}

function lastPart(pointer: string): string {
  return pointer.split('/').at(-1) ?? ''
}
