import { watch } from 'vue'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/problem'
import { whenWell } from '@/api/whenWell'
import { emptied } from './flow'
import { flowOf, isMaking, isMissed } from './restore'
import { failed, type RunAnswer } from './trouble'
import { type Making, useMaking } from './useMaking'
import { type Sitting, useSitting } from './useSitting'
import { useWriting, type Writing } from './useWriting'

export type Studio = Sitting & Writing & Making & { empty: () => void }

const MOST_PARENTS = 5

/** All that happens on the page of the studio; the parts of the page show it and ask for it. */
export function useStudio(): Studio {
  const sitting = useSitting()
  const writing = useWriting(sitting)
  const making = useMaking(sitting, writing)

  function empty() {
    void writing.stop()
    writing.trouble.value = null
    sitting.change(emptied)
    sitting.follow(null)
  }

  /** Open a run that this browser knows nothing of; and whatever is written just now is waited for. */
  async function reopen(runId: string) {
    try {
      const run = await read(runId)
      if (sitting.unknown) {
        const found = flowOf(await withOwnWords(run))
        sitting.change(() => found)
        sitting.follow(runId)
      }
      const stage = run.action === 'optimization' ? 'optimization' : 'interception'
      const isWriting = ['pending', 'running', 'waiting'].includes(run.status)
      if (!isMaking(run) && (isWriting || isMissed(sitting.flow.value, run, stage))) await writing.wait(stage)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (sitting.unknown) writing.trouble.value = failed('interception', error.problem)
      if (error.problem?.status === 404) sitting.follow(null)
    }
  }

  const known = sitting.unknown ?? sitting.flow.value.runId
  if (known) void reopen(known)
  watch(
    () => [
      sitting.flow.value.input,
      sitting.flow.value.interception?.text,
      sitting.flow.value.optimization?.text,
    ],
    () => {
      // What was said of a text is not true of another.
      if (writing.trouble.value && !writing.trouble.value.refusal) writing.trouble.value = null
    },
  )
  whenWell(() => {
    // That it did not answer is over once it does.
    if (writing.trouble.value?.away) writing.trouble.value = null
  })
  return { ...sitting, ...writing, ...making, empty }
}

function read(runId: string): Promise<RunAnswer> {
  return take(api.GET('/api/runs/{run_id}', { params: { path: { run_id: runId } } }))
}

/** A run that goes on from a text which another run wrote holds that text as its input: look up what it came from. */
async function withOwnWords(run: RunAnswer): Promise<RunAnswer> {
  let parent = run.parent_run_id
  if (run.texts.interception != null) return run
  for (let looked = 0; parent && looked < MOST_PARENTS; looked++) {
    const before = await read(parent)
    const { input, interception } = before.texts
    if (interception != null && interception === run.texts.input)
      return { ...run, config: before.config, texts: { ...run.texts, input, interception } }
    parent = before.parent_run_id
  }
  return run
}
