import { type Ref, ref } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import { MEDIA } from '../runs/reduce'
import { hasEnded, latest } from '../runs/state'
import { askedFor, begin, ended, type Flow, type Work } from './flow'
import { newKey } from './stream'
import { type RunAnswer, refused, thrown } from './trouble'
import type { Sitting } from './useSitting'
import { isBusy, type Place, placeOf, type Writing, withoutGone } from './useWriting'

export interface Making {
  /** An output is being asked for. */
  asking: Ref<boolean>
  make: (inputs: readonly string[]) => Promise<void>
  /** Make an output once more: with the same seed, or another. */
  repeat: (work: Work, seed: 'same' | 'other') => Promise<void>
  /** An output has come to its end. */
  over: (work: Work, run: RunAnswer) => void
}

/** Have outputs made: of the prompt as it stands, or one that is there once more. */
export function useMaking(sitting: Sitting, writing: Writing): Making {
  const { flow, change } = sitting
  const asking = ref(false)

  async function begun(
    ask: () => Promise<{ run_id: string }>,
    about: Omit<Work, 'runId' | 'at' | 'ended' | 'made'>,
  ) {
    if (asking.value) return
    asking.value = true
    writing.trouble.value = null
    try {
      const { run_id: runId } = await ask()
      change((before) =>
        begin(before, { ...about, runId, at: new Date().toISOString(), ended: false, made: false }),
      )
      if (!flow.value.runId) sitting.follow(runId)
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(problemOf(null, 0))
      writing.trouble.value = thrown('media', known)
    }
    asking.value = false
  }

  async function make(inputs: readonly string[]) {
    const now = flow.value
    const prompt = now.optimization?.text ?? ''
    const output = now.output ?? ''
    const about = { output, medium: now.medium, prompt, seed: now.seed, asked: askedFor(now) }
    const again = !inputs.length && hasMade(sitting)
    await begun(
      () =>
        withoutGone(placeOf(now.runId, isBusy(sitting)), (place) =>
          again && place.run_id ? fork(now, prompt, output) : generate(now, prompt, output, inputs, place),
        ),
      about,
    )
  }

  async function repeat(work: Work, seed: 'same' | 'other') {
    const changes = seed === 'other' ? { seed: -1 } : {}
    await begun(() => forked(work.runId, changes), { ...work, seed: seed === 'same' ? work.seed : null })
  }

  function over(work: Work, run: RunAnswer) {
    const seed = run.media.at(-1)?.seed ?? run.seed ?? null
    change((before) => ended(before, work.runId, run.media.length > 0, seed))
    if (!run.refusal || run.refusal.source === 'backend') return
    const sent = run.texts.prompt ?? work.prompt
    writing.trouble.value = refused('media', run.refusal, sent === work.prompt ? work.prompt : null)
  }

  return { asking, make, repeat, over }
}

/** Tell whether the sitting's run has made its output: another one of it is a new run that takes over its texts. */
function hasMade(sitting: Sitting): boolean {
  const run = sitting.followed.value?.state.value
  return run !== undefined && hasEnded(run.status) && latest(run, MEDIA) !== undefined
}

function settings(flow: Flow, output: string) {
  return flow.parameters[output] ?? {}
}

async function generate(flow: Flow, prompt: string, output: string, inputs: readonly string[], place: Place) {
  const { upload, seed } = flow
  const pictures = upload
    ? Object.fromEntries(inputs.map((name) => [name, { upload_id: upload.id, type: 'image' as const }]))
    : {}
  const body = {
    ...place,
    prompt,
    output_config: output,
    parameters: settings(flow, output),
    seed,
    inputs: pictures,
  }
  const params = { header: { 'Idempotency-Key': newKey() } }
  // Asked for as a stream it would be one; asked for like this it is what was accepted.
  return (await take(api.POST('/api/schema/pipeline/generation', { params, body }))) as { run_id: string }
}

function fork(flow: Flow, text: string, output: string) {
  const changes = { text, output_config: output, parameters: settings(flow, output), seed: flow.seed ?? -1 }
  return forked(flow.runId ?? '', changes)
}

function forked(runId: string, changes: object) {
  const params = { path: { run_id: runId }, header: { 'Idempotency-Key': newKey() } }
  return take(api.POST('/api/runs/{run_id}/fork', { params, body: { from_stage: 'media', changes } }))
}
