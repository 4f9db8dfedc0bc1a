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
    const from = flow.value
    const place = placeOf(from.runId, working.value !== null || isBusy(sitting))
    if (working.value) void stop()
    await act(stage, from, place)
  }

  async function act(stage: TextStage, from: Flow, first: Place) {
    await during(stage, async (isMine) => {
      const stream = (await withoutGone(first, (place) =>
        ask(stage, from, place),
      )) as ReadableStream<Uint8Array>
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

/** Where something is asked for: in a run, beside one, or in none. */
export type Place = { run_id?: string; parent_run_id?: string }

/** A run that is at work takes nothing else: what is asked for meanwhile begins beside it. */
export function placeOf(runId: string | null, busy: boolean): Place {
  return runId === null ? {} : busy ? { parent_run_id: runId } : { run_id: runId }
}

/** Ask for something at a place; beside its run where that is still at work, and without it where it is gone by now. */
export async function withoutGone<T>(place: Place, ask: (place: Place) => Promise<T>): Promise<T> {
  try {
    return await ask(place)
  } catch (error) {
    const status = error instanceof ApiError ? error.problem?.status : undefined
    if (status === 404 && (place.run_id || place.parent_run_id)) return await ask({})
    if (status === 409 && place.run_id) return await ask({ parent_run_id: place.run_id })
    throw error
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

function ask(stage: TextStage, flow: Flow, place: Place) {
  const asked = {
    params: { header: { 'Idempotency-Key': newKey() } },
    headers: { Accept: 'text/event-stream' },
    parseAs: 'stream',
  } as const
  if (stage === 'optimization') {
    const body = { ...place, input_text: wordsFor(flow), output_config: flow.output }
    return take(api.POST('/api/schema/pipeline/optimize', { ...asked, body }))
  }
  // A text of a person begins a run of its own, which comes from no other.
  const run = place.run_id ? { run_id: place.run_id } : {}
  const own = flow.attitude === OWN ? { context_prompt: flow.ownWords } : {}
  const body = { ...run, ...own, input_text: flow.input, config: flow.attitude }
  return take(api.POST('/api/schema/pipeline/interception', { ...asked, body }))
}
