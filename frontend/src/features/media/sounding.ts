/** What is sounding in this page: whoever begins stops whoever sounded before. */
let silence: (() => void) | null = null

/** Take the sound of the page; `stop` is called when somebody else takes it. */
export function sound(stop: () => void): void {
  if (silence !== stop) silence?.()
  silence = stop
}

/** Give the sound back; nothing happens when somebody else has it by now. */
export function quiet(stop: () => void): void {
  if (silence === stop) silence = null
}
