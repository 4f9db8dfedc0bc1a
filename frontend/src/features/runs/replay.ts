import type { RunEvent } from '@/live/events'
import { reduce } from './reduce'
import { emptyRun, type RunState } from './state'

const EVERY = 400

/** Gives the state of a run after its first events, quickly at any place: states are kept at some of them. */
export class Replay {
  private readonly kept: RunState[]

  constructor(
    runId: string,
    private readonly events: readonly RunEvent[],
  ) {
    this.kept = [emptyRun(runId)]
  }

  /** The state after `count` events. */
  at(count: number): RunState {
    const wanted = Math.min(Math.max(0, count), this.events.length)
    let place = Math.min(this.kept.length - 1, Math.floor(wanted / EVERY))
    let state = this.kept[place] as RunState
    for (let index = place * EVERY; index < wanted; index++) {
      state = reduce(state, this.events[index] as RunEvent)
      if ((index + 1) % EVERY === 0) this.kept[++place] = state
    }
    return state
  }
}
