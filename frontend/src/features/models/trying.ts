import { type ApiError, faultAt, type Problem } from '@/api/problem'

/** What is wrong with one field of the form: `text`, `seed`, or `parameters/<name>`. */
export function faultOf(problem: Problem | null | undefined, field: string): string | undefined {
  const pointers = field === 'text' ? ['/input_text', '/prompt', '/text'] : [`/${field}`]
  for (const pointer of pointers) {
    const fault = faultAt(problem, pointer)
    if (fault) return fault.detail
  }
  return undefined
}

/** What is to be said of a failed try as a whole: nothing where every fault stands at its field. */
export function sentenceOf(error: ApiError | null, fields: readonly string[]): string {
  const { problem } = error ?? { problem: null }
  if (!problem) return ''
  const shown = fields.filter((field) => faultOf(problem, field)).length
  const all = problem.faults?.length ?? 0
  return all > 0 && shown >= all ? '' : [problem.detail, ...others(problem, fields)].join(' ')
}

function others(problem: Problem, fields: readonly string[]): string[] {
  const shown = new Set(fields.map((field) => faultOf(problem, field)))
  return (problem.faults ?? []).filter((fault) => !shown.has(fault.detail)).map((fault) => fault.detail)
}

/** Read what was typed as a seed: a whole number, null for nothing, or undefined where it is none. */
export function seedOf(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (!trimmed) return null
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined
}
