import type { Attempt } from './state'

/** The address of a preview that is a picture; empty for anything else, such as bytes of a film or a sound. */
export function pictureOf(preview: Attempt['preview'] | undefined): string {
  return preview?.mime.startsWith('image/') ? `data:${preview.mime};base64,${preview.base64}` : ''
}
