import { reactive, type ShallowRef, shallowRef } from 'vue'
import { api } from '@/api/client'
import { ApiError, type Fault, type Problem, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { whenWell } from '@/api/whenWell'
import { useFresh } from '@/live/useFresh'

export type View = components['schemas']['SettingsView']

/** What came of the last change of a setting. */
export interface Told {
  state: 'saving' | 'saved' | 'refused' | 'elsewhere' | 'away'
  text: string
  faults: readonly Fault[]
}

export interface Settings {
  view: ShallowRef<View | undefined>
  error: ShallowRef<ApiError | undefined>
  told: Record<string, Told>
  read: () => Promise<void>
  /** Change one setting; null gives it its usual value back. True where it was saved. */
  save: (name: string, value: unknown) => Promise<boolean>
}

const CHANGED_ELSEWHERE = 412

/** The settings of the server. Each change is sent by itself, one after the other, and told at its setting. */
export function useSettings(): Settings {
  const view = shallowRef<View>()
  const error = shallowRef<ApiError>()
  const told = reactive<Record<string, Told>>({})
  let tag = ''
  let line: Promise<unknown> = Promise.resolve()

  async function read() {
    try {
      take(await api.GET('/api/settings'))
      error.value = undefined
    } catch (thrown) {
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    }
  }

  function take(answer: { data?: View; error?: unknown; response: Response }) {
    if (!answer.data) throw new ApiError(problemOf(answer.error, answer.response.status))
    tag = answer.response.headers.get('ETag') ?? ''
    view.value = answer.data
  }

  function save(name: string, value: unknown): Promise<boolean> {
    const mine = line.then(() => send(name, value))
    line = mine
    return mine
  }

  async function send(name: string, value: unknown): Promise<boolean> {
    told[name] = { state: 'saving', text: '', faults: [] }
    try {
      const params = { header: { 'If-Match': tag } }
      take(await api.PATCH('/api/settings', { params, body: { [name]: value } as never }))
      told[name] = { state: 'saved', text: '', faults: [] }
      return true
    } catch (thrown) {
      const problem = thrown instanceof ApiError ? thrown.problem : problemOf(null, 0)
      if (problem?.status === CHANGED_ELSEWHERE) await read()
      told[name] = toldOf(problem)
      return false
    }
  }

  useFresh(() => {
    if (!document.activeElement?.matches('input, textarea, select')) void read()
  })
  whenWell(() => {
    if (error.value) void read()
  })
  void read()
  return { view, error, told, read, save }
}

function toldOf(problem: Problem | null): Told {
  if (!problem) return { state: 'away', text: '', faults: [] }
  const state = problem.status === CHANGED_ELSEWHERE ? 'elsewhere' : 'refused'
  return { state, text: problem.detail, faults: problem.faults ?? [] }
}

/** What is wrong with a setting, in words: its faults where the server names some. */
export function wrongWith(told: Told | undefined): string {
  if (told?.state !== 'refused' && told?.state !== 'elsewhere') return ''
  return told.faults.length ? told.faults.map((fault) => fault.detail).join(' ') : told.text
}
