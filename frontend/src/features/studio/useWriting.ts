import { type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, type Problem, problemOf } from '@/api/problem'
import { hasEnded } from '../runs/state'
import { type Flow, madeFrom, OWN, type TextStage, wordsFor, wrote } from './flow'
import { newKey, readStage } from './stream'
import {
  type Acting,
  type Ended,
  failed,
  isProblem,
  type RunAnswer,
  refused,
  type Trouble,
  thrown,
  waitsAtGate,
} from './trouble'
import type { Sitting } from './useSitting'

export interface Writing {
  /** The text that a machine is writing now. */
  working: Ref<TextStage | null>
  trouble: ShallowRef<Trouble | null>
  write: (stage: TextStage) => Promise<void>
  /** Wait for a text that was begun before this page was opened. */
  wait: (stage: TextStage) => Promise<void>
  stop: () => Promise<void>
}

type Result = Ended & { interception_result?: string | null; optimized_prompt?: string | null }

/** Have texts written: interception and optimization, each time as a new attempt of the sitting's run. */
export function useWriting(sitting: Sitting): Writing {
  const { flow, followed, change } = sitting
  const working = ref<TextStage | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  let turn = 0

  async function write(stage: TextStage) {
    // A machine that is at work for what was chosen before is stopped; its run is left to itself.
    const left = working.value || isBusy(sitting) ? flow.value.runId : null
    if (working.value) void stop()
    await act(stage, left ? { ...flow.value, runId: null } : flow.value)
  }

  async function act(stage: TextStage, from: Flow) {
    await during(stage, async (isMine) => {
      const stream = (await withoutGone(from, (now) => ask(stage, now))) as ReadableStream<Uint8Array>
      const result = await readStage<Result>(stream, (event) => isMine() && sitting.heard(event))
      if (!isMine()) return
      takeIn(stage, madeFrom(from, stage), result && !waitsAtGate(result) ? result : await settled(isMine))
    })
  }

  async function wait(stage: TextStage) {
    const made = madeFrom(flow.value, stage)
    await during(stage, async (isMine) => takeIn(stage, made, await settled(isMine)))
  }

  async function during(stage: TextStage, work: (isMine: () => boolean) => Promise<void>) {
    const mine = ++turn
    working.value = stage
    trouble.value = null
    try {
      await work(() => mine === turn)
    } catch (error) {
      if (mine === turn)
        trouble.value = thrown(stage, error instanceof ApiError ? error : new ApiError(problemOf(null, 0)))
      if (!(error instanceof ApiError)) console.error(error)
    }
    if (mine === turn) working.value = null
  }

  function takeIn(stage: TextStage, made: string, result: Result | Problem | null) {
    if (!result) return
    if (isProblem(result)) trouble.value = failed(stage, result)
    else if (result.refusal) trouble.value = refused(stage, result.refusal, textFor(flow.value, stage))
    else {
      const text = stage === 'interception' ? result.interception_result : result.optimized_prompt
      if (text != null) change((before) => wrote(before, stage, text, made))
    }
  }

  /** The line was cut, or the page is new: wait until the run itself has come to its end, and ask it. */
  async function settled(isMine: () => boolean): Promise<Result | Problem | null> {
    const run = followed.value
    if (!run) throw new ApiError(null)
    await new Promise<void>((done) => {
      const end = watch(
        () => !isMine() || hasEnded(run.state.value.status) || run.state.value.status === 'open',
        (over) => {
          if (!over) return
          done()
          queueMicrotask(() => end())
        },
        { immediate: true },
      )
    })
    if (!isMine()) return null
    const answer = await take(
      api.GET('/api/runs/{run_id}', { params: { path: { run_id: run.state.value.runId } } }),
    )
    return resultOf(answer)
  }

  async function stop() {
    const runId = flow.value.runId
    if (!runId || !working.value) return
    turn += 1
    working.value = null
    await api
      .POST('/api/v2/jobs/{run_id}/cancel', { params: { path: { run_id: runId } } })
      .catch(() => undefined)
  }

  return { working, trouble, write, wait, stop }
}

/** Ask for something in a flow's run; where that run is gone by now, or still at work for what was stopped, without it. */
export async function withoutGone<T>(flow: Flow, ask: (flow: Flow) => Promise<T>): Promise<T> {
  try {
    return await ask(flow)
  } catch (error) {
    const status = error instanceof ApiError ? error.problem?.status : undefined
    if (flow.runId === null || (status !== 404 && status !== 409)) throw error
    return await ask({ ...flow, runId: null })
  }
}

/** Tell whether the sitting's run is at work, so that nothing else can be done in it. */
export function isBusy(sitting: Sitting): boolean {
  const status = sitting.followed.value?.state.value.status
  return status === 'running' || status === 'waiting'
}

function textFor(flow: Flow, stage: Acting): string {
  return stage === 'interception' ? flow.input : wordsFor(flow)
}

function resultOf(run: RunAnswer): Result | Problem {
  if (run.problem && run.status !== 'cancelled') return run.problem
  return {
    run_id: run.run_id,
    status: run.status,
    refusal: run.refusal ?? null,
    interception_result: run.texts.interception ?? null,
    optimized_prompt: run.texts.optimization ?? null,
  }
}

function ask(stage: TextStage, flow: Flow) {
  const asked = {
    params: { header: { 'Idempotency-Key': newKey() } },
    headers: { Accept: 'text/event-stream' },
    parseAs: 'stream',
  } as const
  const run = flow.runId ? { run_id: flow.runId } : {}
  if (stage === 'optimization') {
    const body = { ...run, input_text: wordsFor(flow), output_config: flow.output }
    return take(api.POST('/api/schema/pipeline/optimize', { ...asked, body }))
  }
  const own = flow.attitude === OWN ? { context_prompt: flow.ownWords } : {}
  const body = { ...run, ...own, input_text: flow.input, config: flow.attitude }
  return take(api.POST('/api/schema/pipeline/interception', { ...asked, body }))
}
