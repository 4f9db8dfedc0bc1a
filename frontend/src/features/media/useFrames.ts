import { onScopeDispose } from 'vue'

/** Call something for every frame that is drawn while it runs; four times a second where motion is unwanted. */
export function useFrames(tick: () => void): { start: () => void; stop: () => void } {
  let running = 0
  let turn = 0
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches
  function next(mine: number) {
    if (mine !== running) return
    tick()
    if (calm()) setTimeout(() => next(mine), 250)
    else requestAnimationFrame(() => next(mine))
  }
  function start() {
    running = ++turn
    next(running)
  }
  function stop() {
    running = 0
  }
  onScopeDispose(stop)
  return { start, stop }
}
