import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { type Fault, readTold, withFault } from './program'
import { quiet, sound } from './sounding'

const MOST_LINES = 200

/** A made program in its frame: loaded anew for every run, taken away to stop it. */
export function useProgram(frame: Ref<HTMLIFrameElement | null>, sounds: () => boolean) {
  /** Counts the runs; 0 while nothing runs, so that there is no frame. */
  const turn = ref(0)
  const state = ref<'idle' | 'loading' | 'running'>('idle')
  const faults = shallowRef<Fault[]>([])
  const lines = shallowRef<string[]>([])
  let runs = 0
  let code = ''

  function run(text: string) {
    code = text
    faults.value = []
    lines.value = []
    turn.value = ++runs
    state.value = 'loading'
    if (sounds()) sound(stop)
  }
  function stop() {
    turn.value = 0
    state.value = 'idle'
    quiet(stop)
  }
  function hear(event: MessageEvent) {
    if (!frame.value || event.source !== frame.value.contentWindow) return
    const told = readTold(event.data)
    if (told?.type === 'ready' && state.value === 'loading') {
      // Its origin is none, so that no other can be named here; the frame's window is the one we made.
      frame.value.contentWindow?.postMessage({ type: 'run', code }, '*')
    } else if (told?.type === 'started') state.value = 'running'
    else if (told?.type === 'error') faults.value = withFault(faults.value, told.text, told.line)
    else if (told?.type === 'log' && lines.value.length < MOST_LINES)
      lines.value = [...lines.value, told.text]
  }
  /** Someone has pressed something in the frame, which may sound from now on. */
  function left() {
    if (frame.value && document.activeElement === frame.value) sound(stop)
  }
  addEventListener('message', hear)
  addEventListener('blur', left)
  onScopeDispose(() => {
    removeEventListener('message', hear)
    removeEventListener('blur', left)
    quiet(stop)
  })
  return { turn, state, faults, lines, run, stop }
}
