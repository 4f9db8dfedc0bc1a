import { askedFor, EMPTY, type Flow, madeFrom, type TextStage, type Work, type Written } from './flow'
import type { RunAnswer } from './trouble'

/** Put a flow together from a run as the server holds it. What was set by hand for it only its own page knows. */
export function flowOf(run: RunAnswer): Flow {
  const texts = run.texts
  const bare: Flow = {
    ...EMPTY,
    runId: run.run_id,
    input: texts.input ?? '',
    attitude: run.config ?? null,
    output: run.output_config ?? null,
    medium: run.media[0]?.type ?? EMPTY.medium,
  }
  const withText = { ...bare, interception: written(texts.interception, madeFrom(bare, 'interception')) }
  const prompt = texts.optimization ?? (isMaking(run) ? texts.prompt : null)
  const flow = { ...withText, optimization: written(prompt, madeFrom(withText, 'optimization')) }
  return isMaking(run) && run.output_config
    ? { ...flow, works: [{ ...workOf(run), asked: askedFor(flow) }] }
    : flow
}

/** Tell whether a run has come to making its medium. */
export function isMaking(run: RunAnswer): boolean {
  return run.action === 'generation' || run.action === 'run' || run.media.length > 0
}

/** Tell whether a run ended a text while no page was there to take it in: the page was loaded again meanwhile. */
export function isMissed(flow: Flow, run: RunAnswer, stage: TextStage): boolean {
  const isChosen = stage === 'interception' || run.output_config === flow.output
  return flow[stage] === null && isChosen && run.status !== 'cancelled'
}

function workOf(run: RunAnswer): Work {
  return {
    runId: run.run_id,
    output: run.output_config ?? '',
    medium: run.media[0]?.type ?? '',
    prompt: run.texts.prompt ?? run.texts.optimization ?? '',
    seed: run.media[0]?.seed ?? null,
    at: run.created_at,
    ended: run.ended_at !== null,
    made: run.media.length > 0,
  }
}

function written(text: string | null | undefined, made: string): Written | null {
  return text == null ? null : { text, machine: text, made, earlier: [], open: false }
}
